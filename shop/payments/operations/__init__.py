"""Writes of payments."""

from shop.payments.operations.callbacks import receive_callback, settle_without_money
from shop.payments.operations.closing import close_needless
from shop.payments.operations.deposits import confirm_compensation, settle_deposit
from shop.payments.operations.reconcile import reconcile, reconcile_due, reopen_entry, resolve_entry
from shop.payments.operations.refunds import (
    execute_refund,
    fail_refund,
    refund_due,
    refund_order_part,
    request_refund,
    retry_refund,
    settle_refund,
)
from shop.payments.operations.start import due_of, query_pending, start_again, start_payment, start_top_up
from shop.payments.operations.transfers import confirm_sent, confirm_transfer, send_by_bank
from shop.payments.operations.wallet import pay_batch_from_wallet, pay_from_wallet, withdraw
from shop.payments.operations.wallet_balance import wallet_of

__all__ = [
    "close_needless",
    "confirm_compensation",
    "confirm_sent",
    "confirm_transfer",
    "due_of",
    "execute_refund",
    "fail_refund",
    "pay_batch_from_wallet",
    "pay_from_wallet",
    "query_pending",
    "receive_callback",
    "reconcile",
    "reconcile_due",
    "refund_due",
    "refund_order_part",
    "reopen_entry",
    "request_refund",
    "resolve_entry",
    "retry_refund",
    "send_by_bank",
    "settle_deposit",
    "settle_refund",
    "settle_without_money",
    "start_again",
    "start_payment",
    "start_top_up",
    "wallet_of",
    "withdraw",
]
