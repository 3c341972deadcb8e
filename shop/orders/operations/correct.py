"""Correct the number of a parcel that was typed wrongly."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.core import audit
from shop.core.errors import InvalidInput
from shop.orders.enums import EntryKind, OrderStatus
from shop.orders.errors import OrderNotInState
from shop.orders.models import Order, Shipment
from shop.orders.models.shipment import PICKUP
from shop.orders.operations.notes import write_entry
from shop.orders.operations.receipt import let_go_parcels
from shop.orders.operations.ship import clean_tracking_number
from shop.shipping import operations as shipping
from shop.shipping.carriers import require_carrier


@transaction.atomic
def correct_waybill(*, by: Any, shipment: Shipment, carrier: str, tracking_number: str, at: datetime) -> Shipment:
    """The parcel went with another number, or another carrier, than was written down. Nothing else changes.

    The parcel is followed under the right number from when it left; the wrong one is let go. ``OrderNotInState`` once
    the order is received; ``InvalidInput`` for a bad number or carrier, the same again, and one that another parcel of
    the order has.
    """
    number = clean_tracking_number(tracking_number)
    require_carrier(carrier)
    order = Order.objects.select_for_update(no_key=True).get(pk=shipment.order_id)
    row = Shipment.objects.get(pk=shipment.pk)
    if order.status not in {OrderStatus.PAID, OrderStatus.SHIPPED} or row.carrier == PICKUP:
        raise OrderNotInState
    if (row.carrier, row.tracking_number) == (carrier, number):
        raise InvalidInput(_("This is the number that the parcel has."), field="tracking_number")
    if Shipment.objects.filter(order=order, tracking_number=number).exclude(pk=row.pk).exists():
        raise InvalidInput(_("A parcel of this order has this number already."), field="tracking_number")
    before, followed_before = (row.carrier, row.tracking_number), row.consignment_id
    row.carrier, row.tracking_number = carrier, number
    row.consignment = shipping.follow(carrier=carrier, tracking_number=number, at=row.shipped_at)
    row.save(update_fields=["carrier", "tracking_number", "consignment"])
    if followed_before:
        let_go_parcels(order=order, at=at, ids=[followed_before])
    write_entry(order=order, kind=EntryKind.WAYBILL, at=at, by=by, text=f"{before[1]} → {number}")
    audit.record(
        by=by,
        action="orders.correct_waybill",
        subject=order,
        data={"from": " ".join(before), "to": f"{carrier} {number}"},
    )
    return row
