"""Call off what has not left of an order: all of the rest of a part-shipped one, or some units of one that goes on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from shop.core import audit, events
from shop.core.errors import InvalidInput
from shop.inventory import operations as inventory
from shop.orders.enums import EntryKind, OrderStatus
from shop.orders.errors import OrderNotInState
from shop.orders.events import OrderShipped
from shop.orders.lines import units_by_sku
from shop.orders.models import Order, OrderLine
from shop.orders.operations.notes import write_entry
from shop.orders.operations.receipt import begin_receipt


@transaction.atomic
def call_off_rest(*, by: Any, order: Order, text: str, at: datetime) -> None:
    """Nothing more of a part-shipped order will leave: its units go back on sale, and the order is shipped as it is.

    The money is sent back by whoever calls this, in the same transaction (``aftersales.call_off_rest``).
    ``OrderNotInState`` unless a part of it, and not all, has left.
    """
    # The same lock as a parcel's: either the rest leaves, or it is called off.
    partly = Order.objects.filter(pk=order.pk, status=OrderStatus.PAID, shipped_at__isnull=False)
    if not partly.update(held_at=None):
        raise OrderNotInState
    waiting = [line for line in OrderLine.objects.filter(order=order).order_by("pk") if line.to_ship]
    for line in waiting:
        OrderLine.objects.filter(pk=line.pk).update(called_off=F("called_off") + line.to_ship)
    for sku_id, units in sorted(units_by_sku((line.sku_id, line.to_ship) for line in waiting).items()):
        inventory.release_part(reference=order.number, sku_id=sku_id, units=units, of=units)
    # What leaves in no parcel (a seat) is used up with the last one.
    inventory.fulfil(by=by, reference=order.number, at=at)
    begin_receipt(order=order, at=at)
    what = "、".join(f"{line.title} ×{line.to_ship}" for line in waiting)
    write_entry(order=order, kind=EntryKind.CALLED_OFF, at=at, by=by, text=f"{what} · {text}" if text else what)
    audit.record(
        by=by, action="orders.call_off_rest", subject=order, data={"units": sum(line.to_ship for line in waiting)}
    )
    events.publish(OrderShipped(order_id=order.pk))


@transaction.atomic
def take_units_out(*, by: Any, order: Order, units: Mapping[int, int], text: str, at: datetime) -> None:
    """Some units (line id → units) of a paid order will not be sent: they go back on sale, and the rest of it goes on.

    What was promised stays written down; the money is sent back by whoever calls this, in the same transaction
    (``aftersales.take_out``). ``OrderNotInState`` unless it is paid; ``InvalidInput`` for units that are not to be
    shipped, and for all of them: then the order is cancelled, or its rest called off.
    """
    # The same lock as a parcel's: they leave, or they are taken out.
    if not Order.objects.filter(pk=order.pk, status=OrderStatus.PAID).update(status=OrderStatus.PAID):
        raise OrderNotInState
    waiting = [line for line in OrderLine.objects.filter(order=order).order_by("pk") if line.to_ship]
    left = {line.pk: line.to_ship for line in waiting}
    wanted = {line_id: count for line_id, count in units.items() if count}
    if not wanted or any(count < 0 or count > left.get(line_id, 0) for line_id, count in wanted.items()):
        raise InvalidInput(_("Not so many units are left to be shipped. Reload to see what is."), field="units")
    if sum(wanted.values()) == sum(left.values()):
        raise InvalidInput(_("Nothing would be left to send: cancel the order, or call off the rest."), field="units")
    held = units_by_sku((line.sku_id, line.to_ship) for line in waiting)
    going = units_by_sku((line.sku_id, wanted.get(line.pk, 0)) for line in waiting)
    for line_id, count in sorted(wanted.items()):
        OrderLine.objects.filter(pk=line_id).update(called_off=F("called_off") + count)
    for sku_id, count in sorted(going.items()):
        if count:
            inventory.release_part(reference=order.number, sku_id=sku_id, units=count, of=held[sku_id])
    what = "、".join(f"{line.title} ×{wanted[line.pk]}" for line in waiting if line.pk in wanted)
    write_entry(order=order, kind=EntryKind.CHANGED, at=at, by=by, text=f"{what} · {text}")
    audit.record(by=by, action="orders.take_out", subject=order, data={"units": sum(wanted.values())})
