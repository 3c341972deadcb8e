"""Writes of payments."""

from shop.payments.operations.callbacks import receive_callback
from shop.payments.operations.closing import close_needless
from shop.payments.operations.reconcile import reconcile, reconcile_due, reopen_entry, resolve_entry
from shop.payments.operations.refunds import (
    execute_refund,
    fail_refund,
    refund_due,
    refund_order_part,
    request_refund,
    settle_refund,
)
from shop.payments.operations.start import query_pending, start_payment
from shop.payments.operations.transfers import confirm_sent, confirm_transfer

__all__ = [
    "close_needless",
    "confirm_sent",
    "confirm_transfer",
    "execute_refund",
    "fail_refund",
    "query_pending",
    "receive_callback",
    "reconcile",
    "reconcile_due",
    "refund_due",
    "refund_order_part",
    "reopen_entry",
    "request_refund",
    "resolve_entry",
    "settle_refund",
    "start_payment",
]
