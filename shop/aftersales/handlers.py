"""Reactions to events of lower rooms."""

from django.utils import timezone

from shop.aftersales.operations import close_overtaken, follow_replacement
from shop.orders.events import OrderCancelled, OrderCompleted, ParcelShipped
from shop.orders.models import Shipment
from shop.shipping.events import ParcelMoved


def parcel_left(event: ParcelShipped) -> None:
    """What was to be called off has left."""
    close_overtaken(order_id=event.order_id, at=timezone.now())


def order_closed(event: OrderCancelled | OrderCompleted) -> None:
    """Somebody closed the order at the desk, or handed it over, while the customer asked to call it off."""
    close_overtaken(order_id=event.order_id, at=timezone.now())


def parcel_moved(event: ParcelMoved) -> None:
    """Of a replacement's parcel: whether it counts as received by itself depends on it."""
    parcels = Shipment.objects.filter(consignment=event.consignment_id).exclude(reference="").order_by("order_id")
    for number in parcels.values_list("reference", flat=True):
        follow_replacement(number=number, at=timezone.now())
