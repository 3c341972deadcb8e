"""Reactions to events of lower rooms."""

from django.utils import timezone

from shop.bespoke.operations import follow_order
from shop.orders.events import DepositPaid, OrderCancelled, OrderCompleted, OrderPaid, OrderShipped


def order_moved(event: DepositPaid | OrderPaid | OrderShipped | OrderCompleted | OrderCancelled) -> None:
    """What the order of a piece of custom work has come to is written down there."""
    follow_order(order_id=event.order_id, at=timezone.now())
