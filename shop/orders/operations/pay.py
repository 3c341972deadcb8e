"""Take note that an order is paid. Called by payments only."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.enums import ProductKind
from shop.catalog.operations.prices import Sale, record_sales
from shop.core import events
from shop.core.errors import ShopError
from shop.inventory import operations as inventory
from shop.orders.enums import CancelReason, DepositFate, EntryKind, OrderStatus
from shop.orders.errors import OrderNotInState, PaymentTooLate
from shop.orders.events import OrderCompleted, OrderPaid
from shop.orders.lines import units_by_sku
from shop.orders.models import Order, OrderLine, deposit_of
from shop.orders.operations.deposit import settle_deposit
from shop.orders.operations.effect import take_effect
from shop.orders.operations.notes import write_entries, write_entry
from shop.orders.operations.snapshot import claim_of
from shop.orders.queries import is_owned_already
from shop.orders.rules import ship_by
from shop.promotions import operations as promotions


@transaction.atomic
def mark_paid(*, order_id: int, at: datetime) -> Order:
    """The order's full amount has arrived. Holds become firm, the sale enters the price log; an order without
    anything to ship is complete.

    Money for an order that expired revives it if its goods (and promotional units) are still to be had;
    otherwise, and for content that another order has paid for, ``PaymentTooLate``: the caller refunds.
    ``OrderNotInState`` if it is paid already or was cancelled by somebody.
    """
    order = _lock(order_id)
    if deposit_of(order) is not None:
        return _balance_paid(order, at)
    if order.status != OrderStatus.PENDING and not _has_expired(order):
        raise OrderNotInState
    take_effect(order, at)
    if is_owned_already(order):
        raise PaymentTooLate(_("It was bought with another order already, so this payment will be refunded."))
    [paid] = _pay([order], at)
    return paid


@transaction.atomic
def mark_all_paid(orders: Sequence[Order], *, at: datetime) -> list[Order]:
    """The same for the orders of a batch, or for none of them, in as many statements as for one: they and what they
    have of stock and promotions are locked, and there is nothing in them that is not simply sent.
    """
    if any(order.status != OrderStatus.PENDING and not _has_expired(order) for order in orders):
        raise OrderNotInState
    return _pay(orders, at)


def _has_expired(order: Order) -> bool:
    return order.status == OrderStatus.CANCELLED and order.cancel_reason == CancelReason.EXPIRED


def _pay(orders: Sequence[Order], at: datetime) -> list[Order]:
    """Pending or expired orders, locked, become paid, and are read anew. All of them or none."""
    late = {order.pk for order in orders if _has_expired(order)}
    lines_of: dict[int, list[OrderLine]] = {order.pk: [] for order in orders}
    for line in OrderLine.objects.filter(order__in=lines_of).order_by("pk"):
        lines_of[line.order_id].append(line)
    _set_paid(orders, lines_of, at)
    lost = inventory.confirm_each(references=[order.number for order in orders if order.pk not in late])
    # After the deadline another buyer may have taken some of the goods.
    if again := [order for order in orders if order.pk in late or order.number in lost]:
        _hold_again(again, lines_of, at)
    record_sales(sales={order.number: _sales(lines_of[order.pk]) for order in orders}, at=at)
    write_entries(orders=[order for order in orders if order.pk in late], kind=EntryKind.REVIVED, at=at)
    write_entries(orders=[order for order in orders if order.pk not in late], kind=EntryKind.PAID, at=at)
    events.publish(*(OrderPaid(order_id=order.pk) for order in orders))
    done = [order for order in orders if not order.needs_shipping]
    write_entries(orders=done, kind=EntryKind.COMPLETED, at=at)
    events.publish(*(OrderCompleted(order_id=order.pk) for order in done))
    found = Order.objects.in_bulk(lines_of)
    return [found[order.pk] for order in orders]


def _set_paid(orders: Sequence[Order], lines_of: Mapping[int, list[OrderLine]], at: datetime) -> None:
    """One conditional UPDATE for all that are alike."""
    alike: dict[tuple[str, bool, int], list[int]] = {}
    for order in orders:
        days = max((line.production_days for line in lines_of[order.pk]), default=0)
        alike.setdefault((order.status, order.needs_shipping, days), []).append(order.pk)
    for (status, needs_shipping, days), pks in alike.items():
        by = ship_by(paid_at=at, production_days=days, hours=settings.ORDER_SHIP_HOURS)
        changed = Order.objects.filter(pk__in=pks, status=status).update(
            status=OrderStatus.PAID if needs_shipping else OrderStatus.COMPLETED,
            paid_at=at,
            ship_by=by if needs_shipping else None,
            completed_at=None if needs_shipping else at,
            cancelled_at=None,
            cancel_reason="",
        )
        if changed != len(pks):
            raise OrderNotInState


def _balance_paid(order: Order, at: datetime) -> Order:
    """The balance of an order has arrived. Once the order was closed it stays so: its deposit is settled."""
    if order.status == OrderStatus.CANCELLED:
        raise PaymentTooLate
    by = ship_by(paid_at=at, production_days=0, hours=settings.ORDER_SHIP_HOURS)
    if promised := order.deposit.ship_on:
        by = max(by, timezone.make_aware(datetime.combine(promised, time.max)))
    standing = Order.objects.filter(pk=order.pk, status=OrderStatus.DEPOSIT)
    if not standing.update(status=OrderStatus.PAID, paid_at=at, ship_by=by):
        raise OrderNotInState
    settle_deposit(order, DepositFate.APPLIED, at)
    record_sales(sales={order.number: _sales(list(order.lines.all()))}, at=at)
    write_entry(order=order, kind=EntryKind.PAID, at=at)
    events.publish(OrderPaid(order_id=order.pk))
    order.refresh_from_db()
    return order


def lock_for_payment(order_id: int) -> Order:
    """The order that money has come for, locked, and before it the one that it changes: paying takes goods and money
    out of that.
    """
    original = Order.objects.filter(pk=order_id).values_list("amends", flat=True)[0]
    if original:
        Order.objects.select_for_update(no_key=True).only("pk").get(pk=original)
    return Order.objects.select_for_update(no_key=True).get(pk=order_id)


def _lock(order_id: int) -> Order:
    """The order, and with it the customer's others of the same content, in ascending id: two that are paid for at the
    same moment see each other.
    """
    content = OrderLine.objects.filter(order=order_id, kind=ProductKind.PAID_CONTENT).values("sku__product")
    same = OrderLine.objects.filter(
        order__customer__orders=order_id, kind=ProductKind.PAID_CONTENT, sku__product__in=content
    )
    pks = {order_id, *same.values_list("order", flat=True)}
    locked = Order.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")
    return {order.pk: order for order in locked}[order_id]


def _sales(lines: list[OrderLine]) -> list[Sale]:
    """What was paid for each SKU itself. What answers to an order form add is not its price: a later reference price
    must compare the same thing.
    """
    price_of = {line.sku_id: line.unit_price_fen for line in lines}
    units = units_by_sku((line.sku_id, line.quantity) for line in lines)
    return [Sale(sku_id, price_of[sku_id], quantity) for sku_id, quantity in units.items()]


def _hold_again(orders: Sequence[Order], lines_of: Mapping[int, list[OrderLine]], at: datetime) -> None:
    """Hold goods and promotional units of one order, or of some of a batch, anew at the price that was paid, all or
    nothing.
    """
    units = {
        order.number: units_by_sku((line.sku_id, line.quantity) for line in lines_of[order.pk]) for order in orders
    }
    claims = [claim_of(order, lines_of[order.pk]) for order in orders]
    try:
        with transaction.atomic():
            inventory.reclaim(promised=units, expires_at=orders[0].expires_at, at=at)
            promotions.release(*units, at=at)
            promotions.claim(*claims, at=orders[0].placed_at)
    except ShopError as error:
        raise PaymentTooLate from error
