"""What is ordered in advance costs no more than it is sold for until its balance is paid."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from shop.catalog.price_history import histories
from shop.core.money import yuan
from shop.orders.enums import EntryKind, OrderStatus
from shop.orders.models import Order, OrderLine, deposit_of
from shop.orders.operations.notes import write_entry
from shop.orders.rules import lowered_price


def lowered_lines(order: Order, at: datetime) -> dict[OrderLine, int]:
    """The lines of an order that waits for its balance whose price has fallen since, with the price of a unit now.

    No query for orders whose price is not protected.
    """
    deposit = deposit_of(order) if order.status == OrderStatus.DEPOSIT else None
    if deposit is None or not deposit.protects_price:
        return {}
    lines = list(OrderLine.objects.filter(order=order).select_related("sku").order_by("pk"))
    found = histories([line.sku for line in lines], at=at, span=at - order.placed_at)
    lowered = {}
    for line in lines:
        if line.sku_id not in found:
            continue
        fen = lowered_price(
            agreed_fen=line.unit_price_fen,
            lowest_fen=found[line.sku_id].lowest_fen,
            quantity=line.quantity,
            deposit_fen=deposit.amount_fen,
        )
        if fen < line.unit_price_fen:
            lowered[line] = fen
    return lowered


def saved_fen(order: Order, at: datetime) -> int:
    """By how much an order that waits for its balance has become cheaper."""
    return sum((line.unit_price_fen - fen) * line.quantity for line, fen in lowered_lines(order, at).items())


@transaction.atomic(savepoint=False)
def protect_price(*, order_id: int, at: datetime) -> Order:
    """The order, locked, at the price that holds at ``at``. Part of whoever asks for its balance, or takes it in."""
    order = Order.objects.select_for_update(no_key=True).get(pk=order_id)
    lowered = lowered_lines(order, at)
    for line, fen in lowered.items():
        less_fen = (line.unit_price_fen - fen) * line.quantity
        OrderLine.objects.filter(pk=line.pk).update(
            unit_price_fen=fen, total_fen=F("total_fen") - less_fen, promotion_name=_("Price protection")
        )
        Order.objects.filter(pk=order.pk).update(
            goods_fen=F("goods_fen") - less_fen, total_fen=F("total_fen") - less_fen
        )
        text = f"{line.title} · ¥{yuan(line.unit_price_fen)} → ¥{yuan(fen)}"
        write_entry(order=order, kind=EntryKind.PRICE, at=at, text=text)
    if lowered:
        order.refresh_from_db()
    return order
