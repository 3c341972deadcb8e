"""Reactions to events of lower rooms."""

from django.utils import timezone

from shop.aftersales.operations import close_overtaken
from shop.orders.events import OrderCancelled, OrderCompleted, ParcelShipped


def parcel_left(event: ParcelShipped) -> None:
    """What was to be called off has left."""
    close_overtaken(order_id=event.order_id, at=timezone.now())


def order_closed(event: OrderCancelled | OrderCompleted) -> None:
    """Somebody closed the order at the desk, or handed it over, while the customer asked to call it off."""
    close_overtaken(order_id=event.order_id, at=timezone.now())
