"""Ship an order, whole or in parts."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from shop.core import audit, events
from shop.core.errors import InvalidInput
from shop.inventory import operations as inventory
from shop.inventory.models import Place
from shop.orders.enums import EntryKind, OrderStatus
from shop.orders.errors import ExchangeWaiting, OrderHeld, OrderNotInState
from shop.orders.events import OrderShipped, ParcelShipped
from shop.orders.lines import units_by_sku
from shop.orders.models import AmendedLine, Order, OrderLine, Shipment, ShipmentLine
from shop.orders.operations.notes import write_entry
from shop.orders.operations.receipt import begin_receipt
from shop.shipping import operations as shipping
from shop.shipping.carriers import require_carrier


@transaction.atomic
def ship_order(
    *,
    by: Any,
    order: Order,
    carrier: str,
    tracking_number: str,
    at: datetime,
    place: Place | None = None,
    units: Mapping[int, int] | None = None,
) -> Shipment:
    """Hand a parcel of a paid order to a carrier: units leave the stock (of ``place``, if one is named).

    Everything that is still to be shipped goes into it, or with ``units`` (line id → units) a part. With its last
    parcel the order is shipped; until then it waits for the rest.
    ``OrderNotInState`` if it is not paid or somebody shipped it first; ``OrderHeld``; ``ExchangeWaiting``;
    ``InvalidInput`` for a bad carrier or number, one that a parcel of this order has already, and units that are not to
    be shipped.
    """
    # The conditional update takes the order's lock: a cancellation comes before or after, and so does the next parcel.
    # What is fetched goes into no parcel (``hand_over_order``).
    paid = Order.objects.filter(pk=order.pk, status=OrderStatus.PAID, pickup_place=None)
    if not paid.filter(held_at=None).update(shipped_at=at):
        raise OrderHeld if paid.exists() else OrderNotInState
    if AmendedLine.objects.filter(line__order=order).waiting(at).exists():
        raise ExchangeWaiting
    waiting = [line for line in OrderLine.objects.filter(order=order) if line.to_ship]
    leaving = _leaving(waiting, units)
    is_last = all(leaving.get(line.pk, 0) == line.to_ship for line in waiting)
    for line_id, count in sorted(leaving.items()):
        OrderLine.objects.filter(pk=line_id).update(shipped_quantity=F("shipped_quantity") + count)
    # What leaves in no parcel (a seat) is used up with the last one.
    parts = None if is_last else _parts(waiting, leaving)
    inventory.fulfil(by=by, reference=order.number, at=at, place=place, parts=parts)
    shipment = hand_to_carrier(by=by, order=order, carrier=carrier, tracking_number=tracking_number, at=at)
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=shipment, line_id=line_id, quantity=count) for line_id, count in sorted(leaving.items())
    )
    if is_last:
        begin_receipt(order=order, at=at)
    is_whole = is_last and all(line.shipped_quantity == 0 for line in waiting)
    number = shipment.tracking_number
    text = number if is_whole else f"{number} · {_contents(waiting, leaving)}"
    write_entry(order=order, kind=EntryKind.SHIPPED, at=at, by=by, text=text)
    audit.record(
        by=by,
        action="orders.ship",
        subject=order,
        data={"carrier": carrier, "number": number, "units": sum(leaving.values())},
    )
    events.publish(ParcelShipped(order_id=order.pk, shipment_id=shipment.pk))
    if is_last:
        events.publish(OrderShipped(order_id=order.pk))
    return shipment


def hand_to_carrier(
    *, by: Any, order: Order, carrier: str, tracking_number: str, at: datetime, reference: str = ""
) -> Shipment:
    """A parcel to the customer of an order, followed from now on; part of the transaction that fills it, under the
    order's lock, and after its stock. ``reference``: what is in it is not the order's own (``sending``).

    ``InvalidInput`` for a bad carrier or number, and one that a parcel of this order has already.
    """
    number = clean_tracking_number(tracking_number)
    require_carrier(carrier)
    if Shipment.objects.filter(order=order, tracking_number=number).exists():
        raise InvalidInput(_("A parcel of this order has this number already."), field="tracking_number")
    return Shipment.objects.create(
        order=order,
        carrier=carrier,
        tracking_number=number,
        reference=reference,
        shipped_at=at,
        by=by,
        consignment=shipping.follow(carrier=carrier, tracking_number=number, at=at),
    )


def clean_tracking_number(text: str) -> str:
    """The number as it is kept: without spaces, in capitals. ``InvalidInput`` for what cannot be one."""
    number = "".join(text.split()).upper()
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9-]{3,39}", number):
        raise InvalidInput(_("A tracking number has 4 to 40 letters and digits."), field="tracking_number")
    return number


def _leaving(waiting: list[OrderLine], units: Mapping[int, int] | None) -> dict[int, int]:
    """Line id → units that go into the parcel; the order is locked."""
    left = {line.pk: line.to_ship for line in waiting}
    if units is None:
        return left
    wanted = {line_id: count for line_id, count in units.items() if count}
    if not wanted:
        raise InvalidInput(_("Choose at least one unit for the parcel."), field="units")
    if any(count < 0 or count > left.get(line_id, 0) for line_id, count in wanted.items()):
        raise InvalidInput(_("Not so many units are left to be shipped. Reload to see what is."), field="units")
    return wanted


def _parts(waiting: list[OrderLine], leaving: Mapping[int, int]) -> dict[int, inventory.Part]:
    """By SKU: lines that differ only by their order form share its stock."""
    promised = units_by_sku((line.sku_id, line.to_ship) for line in waiting)
    going = units_by_sku((line.sku_id, leaving.get(line.pk, 0)) for line in waiting)
    return {sku_id: inventory.Part(going[sku_id], of=promised[sku_id]) for sku_id in promised}


def _contents(waiting: list[OrderLine], leaving: Mapping[int, int]) -> str:
    """What is in the parcel, in one line."""
    return "、".join(f"{line.title} ×{leaving[line.pk]}" for line in waiting if line.pk in leaving)
