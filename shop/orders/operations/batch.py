"""Goods for several people at once: an order for each, placed as one and closed as one until it is paid."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.catalog.enums import ProductKind
from shop.core import events
from shop.core.compiled import insert, insert_unknown, insert_unless_known
from shop.core.errors import InvalidInput, ShopError
from shop.core.numbering import new_number
from shop.customers.models import Customer
from shop.customers.operations import lock_customer
from shop.inventory import operations as inventory
from shop.inventory.errors import OutOfStock
from shop.orders.enums import EntryKind
from shop.orders.errors import (
    InvalidQuantity,
    NoReceivers,
    OneReceiverOnly,
    ReceiverRefused,
    TooManyReceivers,
    TotalChanged,
)
from shop.orders.events import OrderPlaced
from shop.orders.freight import table_of
from shop.orders.lines import LineData, merged, units_by_sku
from shop.orders.models import Order, OrderBatch, OrderLine, Receiver
from shop.orders.operations.cart import take_out
from shop.orders.operations.notes import write_entries
from shop.orders.operations.pay import mark_all_paid
from shop.orders.operations.snapshot import Goods, claim_of, compose, goods_of
from shop.orders.receivers import ReceiverData
from shop.orders.rules import MAX_BATCH_LINES, MAX_CART_LINES, MAX_LINE_QUANTITY, MAX_RECEIVERS
from shop.promotions import operations as promotions
from shop.shipping.queries import freight_item


def place_batch(
    *,
    customer: Customer,
    receivers: Sequence[ReceiverData],
    client_token: str,
    expected_total_fen: int,
    at: datetime,
    note: str = "",
    origin: dict[str, Any] | None = None,
    written: Collection[int] = (),
) -> OrderBatch:
    """Make an order for each receiver at the prices of ``at``, hold the goods of all of them, and start the one
    deadline to pay. All or nothing. Ids of the customer's list (``written``) that this is made of leave it.

    Idempotent per (customer, ``client_token``). ``expected_total_fen`` is what the shopper agreed to for all of it,
    freight included. Only goods that need no answers: ``OneReceiverOnly`` otherwise. ``ReceiverRefused`` names the
    parcel that cannot be sent; else the refusals of ``place_order``, ``NoReceivers`` and ``TooManyReceivers``.
    """
    if not (1 <= len(client_token) <= 64 and client_token.isprintable()):
        raise InvalidInput(_("The checkout's token has 1 to 64 printable characters."), field="client_token")
    try:
        return _place(customer, receivers, client_token, expected_total_fen, at, note, origin, written)
    except ShopError:
        with transaction.atomic():
            twin = OrderBatch.objects.filter(customer=lock_customer(customer), client_token=client_token).first()
        if twin:
            return twin
        raise


@transaction.atomic
def _place(
    customer: Customer,
    receivers: Sequence[ReceiverData],
    client_token: str,
    expected_total_fen: int,
    at: datetime,
    note: str,
    origin: dict[str, Any] | None,
    written: Collection[int],
) -> OrderBatch:
    lines_of = _checked_lines(receivers)
    customer = lock_customer(customer)
    goods = goods_of(sorted({line.sku_id for lines in lines_of for line in lines}), at)
    check_for_several(goods)
    composed = _compose(goods, customer, receivers, lines_of, note, origin, at)
    if sum(order.total_fen for order, _lines in composed) != expected_total_fen:
        raise TotalChanged(field="total")
    batch = OrderBatch(customer=customer, client_token=client_token, placed_at=at)
    if twin := _insert(batch):
        return twin
    orders = [order for order, _lines in composed]
    _insert_orders(orders, batch)
    for order, lines in composed:
        for line in lines:
            line.order = order
    insert(*(line for _order, lines in composed for line in lines))
    write_entries(orders=orders, kind=EntryKind.PLACED, at=at)
    events.publish(*(OrderPlaced(order_id=order.pk) for order in orders))
    largest: dict[tuple[int, str], int] = {}
    for wanted in (line for lines in lines_of for line in lines):
        largest[wanted.sku_id, ""] = max(largest.get((wanted.sku_id, ""), 0), wanted.quantity)
    if written:
        Receiver.objects.filter(customer=customer, pk__in=written).delete()
    # What is in the cart is what each of them gets.
    take_out(customer=customer, quantities=largest)
    _hold(composed, goods, at)
    return batch


def _checked_lines(receivers: Sequence[ReceiverData]) -> list[list[LineData]]:
    if not receivers:
        raise NoReceivers
    if len(receivers) > MAX_RECEIVERS:
        words = _("At most %(most)s people at once. Please order for the others afterwards.")
        raise TooManyReceivers(words % {"most": MAX_RECEIVERS})
    lines_of = [merged(receiver.lines) for receiver in receivers]
    for position, lines in enumerate(lines_of, start=1):
        counts = [line.quantity for line in lines]
        if not 1 <= len(counts) <= MAX_CART_LINES or not all(1 <= count <= MAX_LINE_QUANTITY for count in counts):
            recipient = receivers[position - 1].address.recipient
            raise ReceiverRefused(InvalidQuantity(field="quantity"), position=position, recipient=recipient)
    if sum(len(lines) for lines in lines_of) > MAX_BATCH_LINES:
        raise TooManyReceivers(_("That is too much for one go. Please order for some of them afterwards."))
    return lines_of


def check_for_several(goods: Goods) -> None:
    """``OneReceiverOnly`` if something is not simply sent: made to order, content, what is redeemed."""
    others = [sku for sku in goods.skus.values() if not is_for_several(sku.product.kind, sku.product_id in goods.forms)]
    if others:
        words = _("%(goods)s can only be ordered for one person at a time. Please order it on its own.")
        raise OneReceiverOnly(words % {"goods": "、".join(str(sku.full_title) for sku in others)})


def is_for_several(kind: str, has_form: bool) -> bool:
    """Whether it can be sent to several people in one go."""
    return kind == ProductKind.PHYSICAL and not has_form


def _compose(
    goods: Goods,
    customer: Customer,
    receivers: Sequence[ReceiverData],
    lines_of: list[list[LineData]],
    note: str,
    origin: dict[str, Any] | None,
    at: datetime,
) -> list[tuple[Order, list[OrderLine]]]:
    table = table_of([freight_item(sku, source=sku, quantity=1, value_fen=0) for sku in goods.skus.values()])
    composed = []
    for position, (receiver, lines) in enumerate(zip(receivers, lines_of, strict=True), start=1):
        try:
            if receiver.wishes.pickup_place is not None:
                raise InvalidInput(field="pickup_place")
            composed.append(
                compose(
                    goods,
                    customer=customer,
                    lines=lines,
                    address=receiver.address,
                    wishes=receiver.wishes,
                    note=note,
                    origin=origin,
                    at=at,
                    table=table,
                )
            )
        except ShopError as error:
            raise ReceiverRefused(error, position=position, recipient=receiver.address.recipient) from error
    return composed


def _insert(batch: OrderBatch) -> OrderBatch | None:
    """Insert under a fresh number. The twin that was faster is returned, else None."""
    for _attempt in range(5):
        batch.number = new_number(batch.placed_at)
        if insert_unless_known(batch):
            return None
        if twin := OrderBatch.objects.filter(customer=batch.customer_id, client_token=batch.client_token).first():
            return twin
    msg = "no number is free"
    raise RuntimeError(msg)


def _insert_orders(orders: Sequence[Order], batch: OrderBatch) -> None:
    """Insert the orders of a new batch under fresh numbers."""
    for position, order in enumerate(orders, start=1):
        order.batch, order.client_token = batch, f"{batch.number}-{position}"
    left = list(orders)
    for _attempt in range(5):
        for order in left:
            order.number = new_number(order.placed_at)
        insert_unknown(left, told_by=["client_token"])
        left = [order for order in left if order.pk is None]
        if not left:
            return
    msg = "no order number is free"
    raise RuntimeError(msg)


def _hold(composed: list[tuple[Order, list[OrderLine]]], goods: Goods, at: datetime) -> None:
    """Stock, then promotional units: each row once in ascending id, over all orders."""
    wanted = {order.number: units_by_sku((line.sku_id, line.quantity) for line in lines) for order, lines in composed}
    expires_at = composed[0][0].expires_at
    try:
        inventory.reserve_each(promised=wanted, expires_at=expires_at, at=at)
    except OutOfStock as error:
        raise OutOfStock(sku_id=error.sku_id, available=error.available, title=goods.title(error.sku_id)) from error
    claims = [claim_of(order, lines) for order, lines in composed]
    promotions.claim(*claims, at=at)


@transaction.atomic
def mark_batch_paid(*, batch_id: int, at: datetime) -> list[Order]:
    """The money for all orders of a batch has arrived: what ``mark_paid`` does, for all of them or for none.

    Late money revives all of them or none.
    """
    orders = lock_batch(batch_id)
    hold_rows(orders, also=True)
    return mark_all_paid(orders, at=at)


def lock_batch(batch_id: int) -> list[Order]:
    """The orders of a batch, locked in ascending id."""
    return list(Order.objects.select_for_update(no_key=True).filter(batch=batch_id).order_by("pk"))


def hold_rows(orders: Sequence[Order], *, also: bool = False) -> None:
    """Lock what several orders have taken, in ascending id, before the first of them changes; with ``also`` what they
    may take anew.
    """
    numbers = [order.number for order in orders]
    lines = OrderLine.objects.filter(order__in=orders).values_list("sku_id", "promotion_item_id") if also else []
    inventory.lock_stock(references=numbers, sku_ids=sorted({sku_id for sku_id, _item in lines}))
    promotions.lock_items(item_ids={item for _sku, item in lines if item}, references=numbers)
