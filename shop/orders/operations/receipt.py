"""An order arrives: said by the shopper or the staff, or brought about by time."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from shop.core import audit, events
from shop.orders.enums import EntryKind, OrderStatus
from shop.orders.errors import AlreadyExtended, OrderNotInState
from shop.orders.events import OrderCompleted
from shop.orders.models import Order, Shipment
from shop.orders.operations.notes import write_entry
from shop.orders.receipt import is_waited_for
from shop.orders.rules import AFTER_WAITING, EXTENSION, receive_by
from shop.orders.sending import are_awaited
from shop.shipping import operations as shipping


def begin_receipt(*, order: Order, at: datetime) -> None:
    """The last parcel has left: from now on time counts. Part of the transaction that ships it, under its lock."""
    Order.objects.filter(pk=order.pk).update(
        status=OrderStatus.SHIPPED,
        receive_by=receive_by(shipped_at=at, days=settings.ORDER_RECEIVE_DAYS),
        receipt_held=is_waited_for(order, at),
    )


@transaction.atomic
def complete_order(*, by: Any, order: Order, at: datetime) -> Order:
    """The customer has the parcel (they said so, or staff on their word, or its time is over).

    It was received when its time was over, if nobody said so before. ``OrderNotInState`` unless shipped.
    """
    row = _lock(order.pk)
    if row.status != OrderStatus.SHIPPED:
        raise OrderNotInState
    by_time = row.status_at(at) == OrderStatus.COMPLETED
    moment = row.receive_by if by_time and row.receive_by else at
    row.status, row.completed_at = OrderStatus.COMPLETED, moment
    row.save(update_fields=["status", "completed_at"])
    let_go_parcels(order=row, at=at)
    text = _("Its time was over, and nobody said otherwise") if by_time else ""
    write_entry(order=row, kind=EntryKind.COMPLETED, at=moment, by=by, text=text)
    if by is not None:
        audit.record(by=by, action="orders.complete", subject=row)
    events.publish(OrderCompleted(order_id=row.pk))
    order.refresh_from_db()
    return order


def complete_due(*, at: datetime, limit: int = 200) -> int:
    """Write down what time has completed, each order in its own transaction; returns how many."""
    due = Order.objects.received_by_time(at).order_by("receive_by", "pk")
    return sum(catch_up_receipt(order_id=pk, at=at) for pk in list(due.values_list("pk", flat=True)[:limit]))


@transaction.atomic
def catch_up_receipt(*, order_id: int, at: datetime) -> bool:
    """Write down that time has completed an order; False if it has not."""
    row = _lock(order_id)
    if row.status != OrderStatus.SHIPPED or row.status_at(at) != OrderStatus.COMPLETED:
        return False
    complete_order(by=None, order=row, at=at)
    return True


@transaction.atomic
def extend_receipt(*, order: Order, at: datetime) -> Order:
    """The shopper asks for more time, once. ``OrderNotInState`` unless it is on its way; ``AlreadyExtended``."""
    row = _lock(order.pk)
    if row.status_at(at) != OrderStatus.SHIPPED or row.receive_by is None:
        raise OrderNotInState
    if row.receipt_extended_at:
        raise AlreadyExtended
    row.receipt_extended_at, row.receive_by = at, row.receive_by + EXTENSION
    row.save(update_fields=["receipt_extended_at", "receive_by"])
    write_entry(order=row, kind=EntryKind.EXTENDED, at=at)
    order.refresh_from_db()
    return order


def review_receipt(*, order_id: int, at: datetime) -> None:
    """Something was cleared up, or has to be: time stands still meanwhile, and leaves some days afterwards.

    Part of the transaction that changed it; takes the order's lock. What time has completed before stays so.
    """
    row = _lock(order_id)
    if row.status_at(at) != OrderStatus.SHIPPED or row.receive_by is None:
        return
    is_held = is_waited_for(row, at)
    if is_held == row.receipt_held:
        return
    row.receipt_held = is_held
    if not is_held:
        row.receive_by = max(row.receive_by, at + AFTER_WAITING)
    row.save(update_fields=["receipt_held", "receive_by"])


def let_go_parcels(*, order: Order, at: datetime, ids: Collection[int] = (), reference: str = "") -> None:
    """Nobody waits any more for an order's own parcels, those with a reference, or those named (consignments), unless
    something else lies in them that is waited for.
    """
    own = Shipment.objects.filter(order=order, reference=reference).exclude(consignment=None)
    gone = set(ids or own.values_list("consignment_id", flat=True))
    others = list(Shipment.objects.filter(consignment__in=gone).exclude(order=order).select_related("order"))
    awaited = are_awaited(others)
    waited_for = {
        row.consignment_id
        for row in others
        if row.pk in awaited or (not row.reference and row.order.status in {OrderStatus.PAID, OrderStatus.SHIPPED})
    }
    shipping.let_go(consignment_ids=gone - waited_for, at=at)


def _lock(order_id: int) -> Order:
    return Order.objects.select_for_update(no_key=True).get(pk=order_id)
