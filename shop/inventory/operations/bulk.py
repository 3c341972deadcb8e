"""Stock of many SKUs at once: every change is a movement, without a line of audit and an event for each."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery, Sum

from shop.catalog.models import Sku
from shop.core.errors import InvalidInput, StaleState
from shop.inventory.enums import Condition, MovementReason
from shop.inventory.models import Balance, Place, StockItem, StockMovement
from shop.inventory.operations.ledger import MAX_UNITS, Entry, Spot, lock_own_stock, post, take
from shop.inventory.operations.stock import change_on_hand


@transaction.atomic
def open_stocks(*, by: Any, units: Mapping[int, int], reference: str, at: datetime) -> None:
    """Give new SKUs (SKU id → units) their stock row and, for units above 0, the movement that brought them.

    They lie in the default place and are of no lot.
    """
    if any(not 0 <= count <= MAX_UNITS for count in units.values()):
        raise InvalidInput(field="stock")
    place = Place.objects.default()
    arrived = [(sku_id, count) for sku_id, count in sorted(units.items()) if count]
    StockItem.objects.bulk_create(StockItem(sku_id=sku_id, on_hand=count) for sku_id, count in sorted(units.items()))
    Balance.objects.bulk_create(Balance(stock_id=sku_id, place=place, on_hand=count) for sku_id, count in arrived)
    StockMovement.objects.bulk_create(
        StockMovement(
            stock_id=sku_id,
            place=place,
            delta=count,
            balance=count,
            reason=MovementReason.IMPORT,
            reference=reference[:40],
            at=at,
            by=by,
        )
        for sku_id, count in arrived
    )


@transaction.atomic
def set_stock(
    *,
    by: Any,
    sku_id: int,
    counted: int,
    expected: int,
    reference: str,
    at: datetime,
    reason: MovementReason | str = MovementReason.IMPORT,
    note: str = "",
) -> None:
    """``count_stock`` for a run: sets one SKU to ``counted`` if it still is ``expected``.

    ``StaleState``, ``StockBelowReserved`` or ``NoStockOfItsOwn`` otherwise, and nothing is written.
    """
    if not 0 <= counted <= MAX_UNITS:
        raise InvalidInput(field="stock")
    if lock_own_stock(sku_id).on_hand != expected:
        raise StaleState(field="stock")
    delta = counted - expected
    if not delta:
        return
    change_on_hand(sku_id, delta)
    entry = Entry(by=by, reason=reason, reference=reference, note=note, at=at)
    if delta > 0:
        post(sku_id, Spot(place_id=Place.objects.default().pk), delta, entry)
    else:
        take(sku_id, -delta, entry)


@transaction.atomic
def take_back_stock(
    *,
    by: Any,
    sku_id: int,
    expected: int,
    document: str,
    reason: MovementReason | str,
    reference: str,
    at: datetime,
) -> None:
    """Undo what the movements of ``document`` did to one SKU: in the same places, lots and conditions.

    ``StaleState`` if there are not ``expected`` units any more, ``NotThere`` or ``StockBelowReserved`` if those units
    are not where they were; nothing is written then.
    """
    if lock_own_stock(sku_id).on_hand != expected:
        raise StaleState(field="stock")
    spots = (
        StockMovement.objects.filter(stock=sku_id, reference=document)
        .order_by()
        .values("place", "lot", "condition")
        .annotate(units=Sum("delta"))
        .exclude(units=0)
        .order_by("place", "lot", "condition")
    )
    moved = list(spots)
    if total := sum(spot["units"] for spot in moved if spot["condition"] == Condition.SELLABLE):
        change_on_hand(sku_id, -total)
    entry = Entry(by=by, reason=reason, reference=reference, at=at)
    for spot in moved:
        where = Spot(place_id=spot["place"], lot_id=spot["lot"], condition=spot["condition"])
        post(sku_id, where, -spot["units"], entry)


@transaction.atomic(savepoint=False)
def close_stocks(*, by: Any, sku_ids: Collection[int], reference: str, at: datetime) -> None:
    """Take the stock rows of SKUs away that are being withdrawn: what is there leaves by a movement, and the ledger's
    lines name the SKU's code from then on (docs/adr/0011). The caller has locked the rows and seen that nothing is
    reserved.
    """
    filled = StockItem.objects.filter(pk__in=sku_ids, on_hand__gt=0).order_by("pk")
    for sku_id, on_hand in filled.values_list("pk", "on_hand"):
        set_stock(by=by, sku_id=sku_id, counted=0, expected=on_hand, reference=reference, at=at)
    code = Sku.objects.filter(pk=OuterRef("stock_id")).values("code")
    StockMovement.objects.filter(stock__in=sku_ids).update(sku_code=Subquery(code), stock=None)
    Balance.objects.filter(stock__in=sku_ids, on_hand=0).delete()
    StockItem.objects.filter(pk__in=sku_ids).delete()
