"""Correct the number of a parcel that was typed wrongly."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.core import audit
from shop.core.errors import InvalidInput
from shop.orders.enums import EntryKind
from shop.orders.errors import OrderNotInState
from shop.orders.models import Order, Shipment
from shop.orders.operations.notes import write_entry
from shop.orders.operations.receipt import let_go_parcels
from shop.orders.operations.ship import clean_tracking_number
from shop.shipping import operations as shipping
from shop.shipping.carriers import require_carrier


@transaction.atomic
def correct_waybill(
    *,
    by: Any,
    shipment: Shipment,
    carrier: str,
    tracking_number: str,
    at: datetime,
    others: Collection[int] = (),
) -> list[Shipment]:
    """The parcel went with another number, or another carrier, than was written down. Nothing else changes.

    ``others`` are the shipments (ids) of other orders that lie in the same parcel: theirs is corrected too, all or
    nothing; the orders are locked in ascending id. The parcel is followed under the right number from when it left;
    the wrong one is let go. ``OrderNotInState`` once one of them is received; ``InvalidInput`` for a bad number
    or carrier, the same again, one that another parcel of an order has, and ``others`` that do not share the number.
    """
    number = clean_tracking_number(tracking_number)
    require_carrier(carrier)
    wanted = {shipment.pk, *others}
    orders = Order.objects.select_for_update(no_key=True).filter(
        pk__in=Shipment.objects.filter(pk__in=wanted).values("order")
    )
    by_pk = {order.pk: order for order in orders.order_by("pk")}
    parcels = Shipment.objects.filter(pk__in=wanted).select_related("order", "consignment")
    rows = list(parcels.order_by("order_id", "pk"))
    first = next(row for row in rows if row.pk == shipment.pk)
    if not all(row.is_waited_for for row in rows):
        raise OrderNotInState
    if (first.carrier, first.tracking_number) == (carrier, number):
        raise InvalidInput(_("This is the number that the parcel has."), field="tracking_number")
    if len(rows) != len(wanted) or any(row.consignment_id != first.consignment_id for row in rows):
        raise InvalidInput(_("These orders are not in one parcel any more. Reload to see which are."), field="others")
    taken = Shipment.objects.filter(order__in=list(by_pk), tracking_number=number).exclude(pk__in=wanted)
    if taken.exists():
        raise InvalidInput(_("A parcel of this order has this number already."), field="tracking_number")
    for row in rows:
        _correct(row, by_pk[row.order_id], carrier=carrier, number=number, by=by, at=at)
    return rows


def _correct(row: Shipment, order: Order, *, carrier: str, number: str, by: Any, at: datetime) -> None:
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
