"""Close an order: by the customer, by the merchant, or because its time ran out."""

from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet

from shop.core import audit, events
from shop.core.errors import ShopError
from shop.inventory import operations as inventory
from shop.orders.closing import ask_before_closing
from shop.orders.enums import CancelReason, EntryKind, Fault, OrderStatus
from shop.orders.errors import OrderNotClosable, OrderNotInState
from shop.orders.events import OrderCancelled
from shop.orders.models import Order, deposit_of
from shop.orders.objections import objection_to
from shop.orders.operations.batch import hold_rows, lock_batch
from shop.orders.operations.deposit import end_with_deposit, fault_by_time, settle_deposit
from shop.orders.operations.notes import write_entry
from shop.orders.rules import fate_of
from shop.promotions import operations as promotions

log = structlog.get_logger(__name__)


def cancel_order(*, by: Any, order: Order, reason: CancelReason, at: datetime, text: str = "") -> Order:
    """Close an order that is not shipped; stock and promotional units go back, money is refunded by payments.

    A customer may cancel while unpaid, the merchant also when paid and nothing of it has left, and what is not shipped
    also when complete. ``OrderNotInState`` otherwise; ``OrderNotClosable`` if something of it is used up
    (``objections``), and the refusal of whoever has to agree before an unpaid order is closed (``closing``), asked
    outside of the transaction.

    What is paid together is closed together: an unpaid order of a batch with all the others of it.
    """
    if order.status == OrderStatus.PENDING:
        ask_before_closing(order, at)
    return _cancel(by=by, order=order, reason=reason, at=at, text=text)


@transaction.atomic
def _cancel(*, by: Any, order: Order, reason: CancelReason, at: datetime, text: str) -> Order:
    allowed = Q(status=OrderStatus.PENDING)
    if order.batch_id is not None and (unpaid := _unpaid_batch(order.batch_id)):
        return _close_all(unpaid, Order.objects.filter(allowed), order.pk, by, reason, at, text)
    if reason != CancelReason.CUSTOMER:
        allowed |= Q(status=OrderStatus.PAID, shipped_at=None) | Q(status=OrderStatus.COMPLETED, needs_shipping=False)
    return _close(Order.objects.filter(allowed, pk=order.pk), order.pk, by, reason, at, text)


@transaction.atomic
def expire_order(*, order_id: int, at: datetime) -> Order:
    """Close an order that is not paid in full and whose deadline has passed; a deposit is settled with it, and the
    others of its batch are closed too.

    ``OrderNotInState`` if it is paid, closed or not due.
    """
    batch_id = Order.objects.only("batch").get(pk=order_id).batch_id
    if batch_id is not None:
        rows = _unpaid_batch(batch_id)
        return _close_all(rows, Order.objects.due(at), order_id, None, CancelReason.EXPIRED, at, "")
    order = Order.objects.select_for_update(no_key=True).get(pk=order_id)
    if order.status == OrderStatus.DEPOSIT:
        fault = fault_by_time(order.deposit)
        return end_with_deposit(order_id=order_id, by=None, fault=fault, reason=CancelReason.EXPIRED, at=at)
    return _close(Order.objects.due(at).filter(pk=order_id), order_id, None, CancelReason.EXPIRED, at, "")


def expire_due(*, at: datetime, limit: int = 200) -> int:
    """Close what is due, each order in its own transaction; returns how many, a batch as one.

    One that cannot be closed now, because it is just being paid or nobody knows, waits for the next time.
    """
    count = 0
    batches: set[int | None] = set()
    for order in list(Order.objects.due(at).order_by("expires_at")[:limit]):
        if order.batch_id is not None and order.batch_id in batches:
            continue
        batches.add(order.batch_id)
        try:
            ask_before_closing(order, at)
            expire_order(order_id=order.pk, at=at)
        except ShopError as error:
            if not isinstance(error, OrderNotInState):
                log.info("not_closed_yet", order=order.number, why=str(error))
            continue
        count += 1
    return count


def _unpaid_batch(batch_id: int) -> list[Order]:
    """The orders of a batch that wait for their money, locked: all of it, or none."""
    return [order for order in lock_batch(batch_id) if order.status == OrderStatus.PENDING]


def _close_all(
    orders: list[Order],
    allowed: QuerySet[Order],
    order_id: int,
    by: Any,
    reason: CancelReason,
    at: datetime,
    text: str,
) -> Order:
    """Close the orders of a batch, all or none; the one that was asked for is returned."""
    hold_rows(orders)
    closed = {order.pk: _close(allowed.filter(pk=order.pk), order.pk, by, reason, at, text) for order in orders}
    if order_id not in closed:
        raise OrderNotInState
    return closed[order_id]


def close_for(allowed: QuerySet[Order], order_id: int, *, by: Any, at: datetime) -> Order:
    """Close an order that another one takes the place of; part of that one's transaction. ``OrderNotInState``."""
    return _close(allowed, order_id, by, CancelReason.CHANGED, at, "")


def _close(allowed: QuerySet[Order], order_id: int, by: Any, reason: CancelReason, at: datetime, text: str) -> Order:
    news_at = at if reason == CancelReason.MERCHANT else None
    # The conditional update takes the order's lock; what it was before is told by paid_at, which it leaves alone.
    if not allowed.update(status=OrderStatus.CANCELLED, cancel_reason=reason, cancelled_at=at, news_at=news_at):
        raise OrderNotInState
    order = Order.objects.get(pk=order_id)
    if order.paid_at and (objection := objection_to(order)):
        raise OrderNotClosable(objection)
    if order.paid_at and (deposit := deposit_of(order)):
        fault = Fault.SHOP if reason == CancelReason.MERCHANT else Fault.NOBODY
        settle_deposit(order, fate_of(deposit.kind, fault), at)
    inventory.release(reference=order.number)
    promotions.release(order.number, at=at)
    write_entry(order=order, kind=EntryKind.CANCELLED, at=at, by=by, text=text)
    if by is not None:
        audit.record(by=by, action="orders.cancel", subject=order, data={"reason": str(reason)})
    events.publish(OrderCancelled(order_id=order.pk, was_paid=order.paid_at is not None))
    return order
