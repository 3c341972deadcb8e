"""Reactions to events of lower rooms."""

from shop.orders.events import OrderPlaced
from shop.orders.models import Order
from shop.social.operations import attribute_order


def attribute_placed_order(event: OrderPlaced) -> None:
    """An order was placed: write down where it came from."""
    attribute_order(order=Order.objects.get(pk=event.order_id))
