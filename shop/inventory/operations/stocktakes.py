"""Stocktakes up to their posting: begin, count, leave out, give up.

Lock order: stocktake → stock rows. Counting changes no stock: it writes down what was found and what the books said.
"""

from collections.abc import Collection as Several
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Category, Collection, Sku
from shop.core import audit
from shop.core.errors import InvalidInput, StaleState
from shop.core.numbering import new_number
from shop.inventory.enums import Condition, StocktakeScope, StocktakeState
from shop.inventory.errors import StocktakeClosed
from shop.inventory.models import Balance, Lot, Place, Stocktake, StocktakeCount, StocktakeLine
from shop.inventory.operations.ledger import MAX_UNITS, check_open, lock_own_stock, refresh_plain
from shop.inventory.operations.spots import LotData, lot_of
from shop.inventory.stocktakes import check_counted_here, not_counted

MAX_LINES = 5_000
MAX_PICKED = 500


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What somebody found of one lot (a known one, a new one, none) in one condition.

    ``adds``: to what was counted of it before; else it begins anew, and ``seen`` is the count the person saw (None:
    none), so that nobody wipes out a colleague's.
    """

    units: int
    lot: Lot | LotData | None = None
    condition: Condition | str = Condition.SELLABLE
    adds: bool = False
    seen: int | None = None


@transaction.atomic
def open_stocktake(
    *,
    by: Any,
    place: Place,
    at: datetime,
    category: Category | None = None,
    collection: Collection | None = None,
    sku_ids: Several[int] = (),
    note: str = "",
) -> Stocktake:
    """Begin to count a place: all that lies there, or a category (with those below it), a collection, some SKUs."""
    if sum(bool(part) for part in (category, collection, sku_ids)) > 1:
        raise InvalidInput(_("Choose one thing to be counted."), field="scope")
    if len(sku_ids) > MAX_PICKED:
        raise InvalidInput(_("Pick at most %(count)s SKUs.") % {"count": MAX_PICKED}, field="skus")
    check_open(place, field="place")
    scope = StocktakeScope.ALL
    if category:
        scope = StocktakeScope.CATEGORY
    elif collection:
        scope = StocktakeScope.COLLECTION
    elif sku_ids:
        scope = StocktakeScope.PICKED
    stocktake = Stocktake.objects.create(
        number=f"C{new_number(at)}",
        place=place,
        scope=scope,
        scope_title=str(category or collection or "")[:80],
        category=category,
        collection=collection,
        note=note.strip()[:200],
        opened_at=at,
        opened_by=by,
    )
    stocktake.skus.set(sku_ids)
    audit.record(by=by, action="inventory.open_stocktake", subject=stocktake, data={"place": place.name})
    return stocktake


def lock_open(stocktake: Stocktake) -> Stocktake:
    """The document, locked; ``StocktakeClosed`` if it is not open."""
    row = Stocktake.objects.select_for_update(no_key=True).get(pk=stocktake.pk)
    if not row.is_open:
        raise StocktakeClosed
    return row


@transaction.atomic
def count_goods(
    *, by: Any, stocktake: Stocktake, sku: Sku, findings: Sequence[Finding], token: str, at: datetime
) -> list[StocktakeLine]:
    """Write down what was found of a SKU, beside what the books say at this moment.

    A second call with the same ``token`` changes nothing. ``StaleState`` if a colleague counted meanwhile what begins
    anew here, ``NotInStocktake``, ``NoStockOfItsOwn``, ``StocktakeClosed``.
    """
    row = lock_open(stocktake)
    check_counted_here(row, sku)
    if not 1 <= len(token) <= 40 or not findings:
        raise InvalidInput
    return [_count(by, row, sku, finding, token, at) for finding in findings]


def _count(by: Any, stocktake: Stocktake, sku: Sku, finding: Finding, token: str, at: datetime) -> StocktakeLine:
    if not 0 <= finding.units <= MAX_UNITS or finding.condition not in Condition.values:
        raise InvalidInput(_("Stock is a whole number, zero or more."), field="units")
    lot = _lot(sku, finding.lot)
    line = StocktakeLine.objects.filter(stocktake=stocktake, sku=sku, lot=lot, condition=finding.condition).first()
    if line and StocktakeCount.objects.filter(line=line, token=token).exists():
        return line
    begins_anew = line is None or not finding.adds
    if not finding.adds and finding.seen != (line.counted if line else None):
        raise StaleState(field="units")
    there = Balance.objects.filter(stock=sku.pk, place=stocktake.place_id, lot=lot, condition=finding.condition)
    now = there.values_list("on_hand", flat=True).first() or 0
    if line is None:
        if StocktakeLine.objects.filter(stocktake=stocktake).count() >= MAX_LINES:
            raise InvalidInput(
                _("A stocktake has at most %(count)s lines. Post this one and begin another.") % {"count": MAX_LINES}
            )
        line = StocktakeLine(stocktake=stocktake, sku=sku, lot=lot, condition=finding.condition)
    if begins_anew:
        line.expected, line.counted, line.is_disturbed = now, finding.units, False
    else:
        if line.counted + finding.units > MAX_UNITS:
            raise InvalidInput(_("Stock is a whole number, zero or more."), field="units")
        # What the books said at the first piece stays; what moved between two pieces, only a new count can tell.
        line.counted += finding.units
        line.is_disturbed = line.is_disturbed or now != line.expected
    line.counted_at, line.counted_by = at, by
    line.save()
    StocktakeCount.objects.create(line=line, token=token, units=finding.units, begins_anew=begins_anew, at=at, by=by)
    return line


def _lot(sku: Sku, named: Lot | LotData | None) -> Lot | None:
    if not isinstance(named, LotData):
        return named
    lock_own_stock(sku.pk)
    lot = lot_of(sku, named)
    refresh_plain([sku.pk])
    return lot


@transaction.atomic
def leave_out(*, by: Any, stocktake: Stocktake, line: StocktakeLine) -> None:
    """Take a line out, with its counts: as if nobody had counted it."""
    row = lock_open(stocktake)
    data = {"sku": line.sku.code, "counted": line.counted, "expected": line.expected}
    StocktakeLine.objects.filter(stocktake=row, pk=line.pk).delete()
    audit.record(by=by, action="inventory.leave_out", subject=row, data=data)


@transaction.atomic
def count_rest_as_zero(*, by: Any, stocktake: Stocktake, at: datetime) -> int:
    """Say of everything that nobody has counted that it is not there; returns how many lines that were.

    They can be counted again or left out like any other, until the stocktake is posted.
    """
    row = lock_open(stocktake)
    rest = list(not_counted(row).order_by("stock", "pk")[: MAX_LINES + 1])
    if len(rest) + StocktakeLine.objects.filter(stocktake=row).count() > MAX_LINES:
        raise InvalidInput(
            _("That would be more than %(count)s lines. Count a category or a collection at a time.")
            % {"count": MAX_LINES}
        )
    lines = StocktakeLine.objects.bulk_create(
        StocktakeLine(
            stocktake=row,
            sku_id=balance.stock_id,
            lot_id=balance.lot_id,
            condition=balance.condition,
            expected=balance.on_hand,
            counted=0,
            counted_at=at,
            counted_by=by,
        )
        for balance in rest
    )
    StocktakeCount.objects.bulk_create(
        StocktakeCount(line=line, token="rest", units=0, begins_anew=True, at=at, by=by)  # noqa: S106
        for line in lines
    )
    if lines:
        audit.record(by=by, action="inventory.count_rest", subject=row, data={"lines": len(lines)})
    return len(lines)


@transaction.atomic
def cancel_stocktake(*, by: Any, stocktake: Stocktake, at: datetime) -> Stocktake:
    """Give it up: stock stays as it is, what was counted stays readable. ``StocktakeClosed``."""
    if not Stocktake.objects.filter(pk=stocktake.pk, state=StocktakeState.OPEN).update(
        state=StocktakeState.CANCELLED, closed_at=at, closed_by=by
    ):
        raise StocktakeClosed
    stocktake.refresh_from_db()
    audit.record(by=by, action="inventory.cancel_stocktake", subject=stocktake)
    return stocktake
