"""Reactions to events of lower rooms."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.orders.events import OrderCancelled, OrderPaid
from shop.orders.models import Order
from shop.payments.operations.refunds import refund_order


def refund_cancelled_order(event: OrderCancelled) -> None:
    """A paid order was cancelled: its money goes back."""
    if event.was_paid:
        refund_order(order=Order.objects.get(pk=event.order_id), reason=_("Order cancelled"), at=timezone.now())


def close_needless_payments(event: OrderCancelled | OrderPaid) -> None:
    """Nobody shall pay it a second time, or after it was closed. The gateway is asked outside of the delivery."""
    from shop.core.tasks import enqueue
    from shop.payments.tasks import close_needless

    transaction.on_commit(lambda: enqueue(close_needless, event.order_id))
