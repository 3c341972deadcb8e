"""Ship an order, and take note that it arrived."""

import re
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.core import audit, events
from shop.core.errors import InvalidInput
from shop.inventory import operations as inventory
from shop.inventory.models import Place
from shop.orders.enums import Carrier, EntryKind, OrderStatus
from shop.orders.errors import OrderNotInState
from shop.orders.events import OrderCompleted, OrderShipped
from shop.orders.models import Order, Shipment
from shop.orders.operations.notes import write_entry


@transaction.atomic
def ship_order(
    *, by: Any, order: Order, carrier: str, tracking_number: str, at: datetime, place: Place | None = None
) -> Shipment:
    """Hand a paid order to a carrier: units leave the stock (of ``place``, if one is named), a shipment is written.

    ``OrderNotInState`` if it is not paid or somebody shipped it first; ``InvalidInput`` for a bad carrier or number.
    """
    tracking_number = "".join(tracking_number.split()).upper()
    if carrier not in Carrier.values:
        raise InvalidInput(_("Choose a carrier."), field="carrier")
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9-]{3,39}", tracking_number):
        raise InvalidInput(_("A tracking number has 4 to 40 letters and digits."), field="tracking_number")
    if not Order.objects.filter(pk=order.pk, status=OrderStatus.PAID).update(status=OrderStatus.SHIPPED, shipped_at=at):
        raise OrderNotInState
    inventory.fulfil(by=by, reference=order.number, at=at, place=place)
    shipment = Shipment.objects.create(
        order=order, carrier=carrier, tracking_number=tracking_number, shipped_at=at, by=by
    )
    write_entry(
        order=order,
        kind=EntryKind.SHIPPED,
        at=at,
        by=by,
        text=tracking_number,
    )
    audit.record(by=by, action="orders.ship", subject=order, data={"carrier": carrier, "number": tracking_number})
    events.publish(OrderShipped(order_id=order.pk))
    return shipment


@transaction.atomic
def complete_order(*, by: Any, order: Order, at: datetime) -> Order:
    """The customer has the parcel (they said so, or staff on their word). ``OrderNotInState`` unless shipped."""
    if not Order.objects.filter(pk=order.pk, status=OrderStatus.SHIPPED).update(
        status=OrderStatus.COMPLETED, completed_at=at
    ):
        raise OrderNotInState
    order.refresh_from_db()
    write_entry(order=order, kind=EntryKind.COMPLETED, at=at, by=by)
    if by is not None:
        audit.record(by=by, action="orders.complete", subject=order)
    events.publish(OrderCompleted(order_id=order.pk))
    return order
