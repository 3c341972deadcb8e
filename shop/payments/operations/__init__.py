"""Writes of payments."""

from shop.payments.operations.callbacks import receive_callback
from shop.payments.operations.closing import close_needless
from shop.payments.operations.refunds import (
    execute_refund,
    fail_refund,
    refund_due,
    refund_order_part,
    request_refund,
    settle_refund,
)
from shop.payments.operations.start import query_pending, start_payment

__all__ = [
    "close_needless",
    "execute_refund",
    "fail_refund",
    "query_pending",
    "receive_callback",
    "refund_due",
    "refund_order_part",
    "request_refund",
    "settle_refund",
    "start_payment",
]
