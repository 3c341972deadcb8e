"""Reactions to events of lower rooms."""

from django.utils import timezone
from django.utils.translation import gettext as _

from shop.orders.events import OrderCancelled
from shop.orders.models import Order
from shop.payments.operations.refunds import refund_order


def refund_cancelled_order(event: OrderCancelled) -> None:
    """A paid order was cancelled: its money goes back."""
    if event.was_paid:
        refund_order(order=Order.objects.get(pk=event.order_id), reason=_("Order cancelled"), at=timezone.now())
