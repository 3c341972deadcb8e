"""Reactions to events of lower rooms."""

from django.utils import timezone

from shop.orders.events import OrderCancelled, OrderPaid
from shop.vouchers.operations import issue_vouchers, withdraw_vouchers


def issue_for_paid_order(event: OrderPaid) -> None:
    """An order is paid: its vouchers are issued."""
    issue_vouchers(order_id=event.order_id, at=timezone.now())


def withdraw_for_closed_order(event: OrderCancelled) -> None:
    """A paid order was closed: what was not redeemed is not good any more."""
    if event.was_paid:
        withdraw_vouchers(order_id=event.order_id, at=timezone.now())
