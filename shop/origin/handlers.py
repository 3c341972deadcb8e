"""Reactions to events of lower rooms."""

from shop.orders.events import OrderPlaced
from shop.orders.models import Order
from shop.origin.operations import attribute_order


def attribute_placed_order(event: OrderPlaced) -> None:
    """An order was placed: write down whether a label brought it."""
    attribute_order(order=Order.objects.get(pk=event.order_id))
