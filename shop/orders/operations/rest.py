"""Call off what has not left of an order of which a part is on its way."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from shop.core import audit, events
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
