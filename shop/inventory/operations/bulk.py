"""Stock of many SKUs at once: every change is a movement, without a line of audit and an event for each."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from shop.core.errors import InvalidInput, StaleState
from shop.inventory.enums import MovementReason
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
def set_stock(*, by: Any, sku_id: int, counted: int, expected: int, reference: str, at: datetime) -> None:
    """``count_stock`` by import: sets one SKU to ``counted`` if it still is ``expected``.

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
    entry = Entry(by=by, reason=MovementReason.IMPORT, reference=reference, at=at)
    if delta > 0:
        post(sku_id, Spot(place_id=Place.objects.default().pk), delta, entry)
    else:
        take(sku_id, -delta, entry)
