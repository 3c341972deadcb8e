"""Stock of many SKUs at once: every change is a movement, without a line of audit and an event for each."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from shop.core.errors import InvalidInput, StaleState
from shop.inventory.enums import MovementReason
from shop.inventory.errors import StockBelowReserved
from shop.inventory.models import StockItem, StockMovement
from shop.inventory.operations.stock import MAX_UNITS, write_movement


@transaction.atomic
def open_stocks(*, by: Any, units: Mapping[int, int], reference: str, at: datetime) -> None:
    """Give new SKUs (SKU id → units) their stock row and, for units above 0, the movement that brought them."""
    if any(not 0 <= count <= MAX_UNITS for count in units.values()):
        raise InvalidInput(field="stock")
    StockItem.objects.bulk_create(StockItem(sku_id=sku_id, on_hand=count) for sku_id, count in sorted(units.items()))
    StockMovement.objects.bulk_create(
        StockMovement(
            stock_id=sku_id,
            delta=count,
            balance=count,
            reason=MovementReason.IMPORT,
            reference=reference[:40],
            at=at,
            by=by,
        )
        for sku_id, count in sorted(units.items())
        if count
    )


@transaction.atomic
def set_stock(*, by: Any, sku_id: int, counted: int, expected: int, reference: str, at: datetime) -> None:
    """``count_stock`` by import: sets one SKU to ``counted`` if it still is ``expected``.

    ``StaleState`` or ``StockBelowReserved`` otherwise, and nothing is written.
    """
    if not 0 <= counted <= MAX_UNITS:
        raise InvalidInput(field="stock")
    StockItem.objects.bulk_create([StockItem(sku_id=sku_id)], ignore_conflicts=True)
    if not StockItem.objects.filter(pk=sku_id, on_hand=expected).update(on_hand=F("on_hand")):
        raise StaleState(field="stock")
    if not StockItem.objects.filter(pk=sku_id, reserved__lte=counted).update(on_hand=counted):
        raise StockBelowReserved(field="stock")
    if counted != expected:
        write_movement(
            by=by,
            sku_id=sku_id,
            delta=counted - expected,
            reason=MovementReason.IMPORT,
            reference=reference,
            at=at,
        )
