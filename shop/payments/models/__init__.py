"""Payments, refunds, vendors' bills, and what gateways told us."""

from shop.payments.models.compensation import Compensation
from shop.payments.models.payment import GatewayEvent, Payment
from shop.payments.models.refund import Refund
from shop.payments.models.statement import Statement, StatementEntry
from shop.payments.models.wallet import Wallet, Withdrawal

__all__ = ["Compensation", "GatewayEvent", "Payment", "Refund", "Statement", "StatementEntry", "Wallet", "Withdrawal"]
