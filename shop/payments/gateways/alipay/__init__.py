"""支付宝: wap pages on a phone, the cashier's page elsewhere; RSA2."""
