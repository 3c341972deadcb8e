"""Payments, refunds and what gateways told us."""

from shop.payments.models.payment import GatewayEvent, Payment
from shop.payments.models.refund import Refund

__all__ = ["GatewayEvent", "Payment", "Refund"]
