"""Goods of a purchase order arrive, and receipts booked by mistake go back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Sku
from shop.catalog.operations import set_cost
from shop.core import audit
from shop.core.errors import InvalidInput
from shop.core.money import MAX_FEN
from shop.inventory.enums import Condition
from shop.inventory.operations import LotData, receive, take_back
from shop.purchasing.enums import OPEN_STATES
from shop.purchasing.errors import MoreThanOrdered, NotInState, ReceivedMeanwhile
from shop.purchasing.models import MAX_UNITS, PurchaseLine, PurchaseOrder, Receipt, ReceiptItem
from shop.purchasing.operations.orders import lock
from shop.purchasing.rules import state_of


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """What has come of a line: good units, damaged ones, of which lot.

    ``seen`` is (received, damaged) of the line as the person saw them. ``keep_more``: also what is too much.
    ``cost_fen``: what one unit really cost, None for as ordered; ``take_cost`` makes it the SKU's cost.
    """

    line_id: int
    units: int
    damaged: int = 0
    seen: tuple[int, int]
    lot: LotData | None = None
    keep_more: bool = False
    cost_fen: int | None = None
    take_cost: bool = False


@transaction.atomic
def receive_goods(
    *,
    by: Any,
    order: PurchaseOrder,
    arrivals: Sequence[Arrival],
    token: str,
    at: datetime,
    note: str = "",
) -> tuple[Receipt, bool]:
    """Book goods of an order into its place: the receipt, and whether it is new.

    A second call with the same ``token`` finds the first one's receipt and changes nothing. Movements carry the
    order's number; damaged units come in that condition and are still missing. The state follows from the lines.

    ``NotInState``: cancelled, closed, not sent. ``ReceivedMeanwhile``: somebody else booked of the line since it was
    seen. ``MoreThanOrdered`` without ``keep_more``. ``InvalidInput``: nothing to book, no such line. Who calls with a
    cost asks for ``catalog.view_cost`` first.
    """
    # The lock makes twins, other receivers and a cancellation wait for each other; all is checked after it.
    order = lock(order)
    known = Receipt.objects.filter(order=order, token=token).first()
    if known:
        return known, False
    if order.state not in OPEN_STATES:
        raise NotInState(order.state)
    lines = {line.pk: line for line in order.lines.select_related("sku")}
    for arrival in arrivals:
        _check(arrival, lines.get(arrival.line_id))
    if not any(arrival.units or arrival.damaged for arrival in arrivals):
        raise InvalidInput(_("Enter how many units have come."), field="units")
    arrivals = sorted(arrivals, key=lambda arrival: lines[arrival.line_id].sku_id)
    receipt = Receipt.objects.create(order=order, token=token, at=at, by=by, note=note.strip()[:200])
    for arrival in arrivals:
        _take_cost(by, lines[arrival.line_id], arrival)
    for arrival in arrivals:
        _book(by, receipt, lines[arrival.line_id], arrival)
    _settle(order, at)
    data = {"units": sum(row.units for row in arrivals), "damaged": sum(row.damaged for row in arrivals)}
    audit.record(by=by, action="purchasing.receive", subject=order, data=data)
    return receipt, True


def _check(arrival: Arrival, line: PurchaseLine | None) -> None:
    if line is None:
        raise InvalidInput(_("This is not on the order."), field="units")
    if not (0 <= arrival.units <= MAX_UNITS and 0 <= arrival.damaged <= MAX_UNITS):
        raise InvalidInput(_("Stock is a whole number, zero or more."), field="units")
    if arrival.cost_fen is not None and not 0 <= arrival.cost_fen <= MAX_FEN:
        raise InvalidInput(_("A cost must be between ¥0 and ¥10,000,000."), field="cost")
    if arrival.seen != (line.received, line.damaged):
        raise ReceivedMeanwhile(code=line.sku.code, received=line.received, damaged=line.damaged)
    if arrival.units > line.missing and not arrival.keep_more:
        raise MoreThanOrdered(code=line.sku.code, more=arrival.units - line.missing)


def _take_cost(by: Any, line: PurchaseLine, arrival: Arrival) -> None:
    if arrival.cost_fen is not None and arrival.cost_fen != line.cost_fen:
        PurchaseLine.objects.filter(pk=line.pk).update(cost_fen=arrival.cost_fen)
        line.cost_fen = arrival.cost_fen
    if arrival.take_cost and line.cost_fen is not None:
        sku = Sku.objects.select_for_update(no_key=True).get(pk=line.sku_id)
        set_cost(by=by, sku=sku, cost_fen=line.cost_fen, expected_fen=sku.cost_fen)


def _book(by: Any, receipt: Receipt, line: PurchaseLine, arrival: Arrival) -> None:
    for units, condition in ((arrival.units, Condition.SELLABLE), (arrival.damaged, Condition.DAMAGED)):
        if units:
            movement = receive(
                by=by,
                sku=line.sku,
                units=units,
                place=receipt.order.place,
                lot=arrival.lot,
                condition=condition,
                reference=receipt.order.number,
                note=receipt.note,
                at=receipt.at,
            )
            ReceiptItem.objects.create(receipt=receipt, line=line, movement=movement)
    PurchaseLine.objects.filter(pk=line.pk).update(
        received=F("received") + arrival.units, damaged=F("damaged") + arrival.damaged
    )


def _settle(order: PurchaseOrder, at: datetime) -> None:
    state = state_of(PurchaseLine.objects.filter(order=order), is_short=order.is_short)
    PurchaseOrder.objects.filter(pk=order.pk).update(state=state, changed_at=at)


@transaction.atomic
def undo_receipt(*, by: Any, receipt: Receipt, at: datetime) -> bool:
    """Take back a receipt that was booked by mistake: movements the other way. False if that was done already.

    ``NotThere`` or ``StockBelowReserved`` if the goods have been moved, shipped or promised since; nothing changes
    then. A cost that was taken over stays.
    """
    order = lock(receipt.order)
    if not Receipt.objects.filter(pk=receipt.pk, undone_at=None).update(undone_at=at):
        return False
    items = receipt.items.select_related("line__sku", "movement").order_by("line__sku", "pk")
    for item in items:
        note = str(_("booked by mistake"))
        take_back(by=by, sku=item.line.sku, movement=item.movement, at=at, note=note)
        counter = "received" if item.movement.condition == Condition.SELLABLE else "damaged"
        PurchaseLine.objects.filter(pk=item.line_id).update(**{counter: F(counter) - item.movement.delta})
    _settle(order, at)
    audit.record(by=by, action="purchasing.undo_receipt", subject=order, data={"receipt": receipt.pk})
    return True
