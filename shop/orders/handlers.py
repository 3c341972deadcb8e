"""Reactions to events of lower rooms."""

from django.db import transaction
from django.utils import timezone

from shop.orders.models import Order
from shop.orders.operations import review_receipt
from shop.shipping.events import ParcelMoved


@transaction.atomic
def parcel_moved(event: ParcelMoved) -> None:
    """While a parcel is in trouble its orders do not count as received."""
    orders = Order.objects.filter(shipments__consignment=event.consignment_id).order_by("pk")
    for order_id in orders.values_list("pk", flat=True):
        review_receipt(order_id=order_id, at=timezone.now())
