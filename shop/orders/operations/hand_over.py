"""Hand an order over to whoever fetches it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from shop.core import audit, events
from shop.inventory import operations as inventory
from shop.inventory.queries import shipping_places
from shop.orders.enums import EntryKind, OrderStatus
from shop.orders.errors import ExchangeWaiting, OrderHeld, OrderNotInState
from shop.orders.events import OrderShipped
from shop.orders.models import AmendedLine, Order, OrderLine, Shipment, ShipmentLine
from shop.orders.models.shipment import PICKUP
from shop.orders.operations.notes import write_entry
from shop.orders.operations.receipt import complete_order


@transaction.atomic
def hand_over_order(*, by: Any, order: Order, at: datetime) -> Order:
    """The customer stands at the counter: the units leave the stock, of the place itself if it has them, and the order
    is complete. ``OrderNotInState`` unless it is paid and fetched, or if somebody handed it over first; ``OrderHeld``;
    ``ExchangeWaiting``.
    """
    fetched = Order.objects.filter(pk=order.pk, status=OrderStatus.PAID, pickup_place__isnull=False)
    if not fetched.filter(held_at=None).update(status=OrderStatus.SHIPPED, shipped_at=at):
        raise OrderHeld if fetched.exists() else OrderNotInState
    if AmendedLine.objects.filter(line__order=order).waiting(at).exists():
        raise ExchangeWaiting
    order.refresh_from_db()
    lines = [line for line in OrderLine.objects.filter(order=order).order_by("pk") if line.to_ship]
    has_all = [place for place, is_whole in shipping_places(order.number, at=at) if is_whole]
    here = next((place for place in has_all if place.pk == order.pickup_place_id), None)
    inventory.fulfil(by=by, reference=order.number, at=at, place=here)
    shipment = Shipment.objects.create(order=order, carrier=PICKUP, tracking_number=order.number, shipped_at=at, by=by)
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=shipment, line=line, quantity=line.to_ship) for line in lines
    )
    OrderLine.objects.filter(pk__in=[line.pk for line in lines]).update(
        shipped_quantity=F("quantity") - F("called_off")
    )
    write_entry(order=order, kind=EntryKind.SHIPPED, at=at, by=by, text=str(order.pickup_place))
    audit.record(by=by, action="orders.hand_over", subject=order)
    events.publish(OrderShipped(order_id=order.pk))
    return complete_order(by=by, order=order, at=at)
