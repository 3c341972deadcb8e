"""One row of the SKU grid: whatever somebody changed in it, at once or not at all."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from shop.catalog.models import Sku
from shop.catalog.operations import (
    change_price,
    set_barcode,
    set_code,
    set_cost,
    set_sku_active,
    set_sku_image,
    set_weight,
)
from shop.inventory.operations.stock import count_stock


@dataclass(frozen=True, kw_only=True)
class Edit:
    """A new value and the one the person saw when typing it."""

    value: Any
    seen: Any


@dataclass(frozen=True, kw_only=True)
class RowEdits:
    """The cells somebody changed; None for those left alone. Amounts in fen, weight in grams."""

    price: Edit | None = None
    stock: Edit | None = None
    barcode: Edit | None = None
    code: Edit | None = None
    cost: Edit | None = None
    weight: Edit | None = None
    image: Edit | None = None
    is_active: bool | None = None
    price_reason: str = ""
    reason: str = ""
    note: str = ""


@transaction.atomic
def revise_sku(*, by: Any, sku: Sku, edits: RowEdits, at: datetime | None = None) -> list[str]:
    """Apply the edits with immediate effect; returns the names of the cells that changed.

    The first refusal (``StaleState``, ``InvalidInput``, ``StockBelowReserved`` …, its ``field`` names the cell) undoes
    all of them.
    """
    changed = []
    if edits.price and change_price(
        by=by,
        sku=sku,
        price_fen=edits.price.value,
        expected_fen=edits.price.seen,
        source="grid",
        reason=edits.price_reason,
        at=at,
    ):
        changed.append("price")
    if edits.barcode and set_barcode(by=by, sku=sku, barcode=edits.barcode.value, expected=edits.barcode.seen):
        changed.append("barcode")
    if edits.code and set_code(by=by, sku=sku, code=edits.code.value, expected=edits.code.seen):
        changed.append("code")
    if edits.cost and set_cost(by=by, sku=sku, cost_fen=edits.cost.value, expected_fen=edits.cost.seen):
        changed.append("cost")
    if edits.weight and set_weight(by=by, sku=sku, weight_g=edits.weight.value, expected_g=edits.weight.seen):
        changed.append("weight")
    if edits.image and set_sku_image(by=by, sku=sku, image_id=edits.image.value, expected_id=edits.image.seen):
        changed.append("image")
    if edits.is_active is not None and set_sku_active(by=by, sku=sku, is_active=edits.is_active):
        changed.append("is_active")
    if (
        edits.stock
        and edits.stock.value != edits.stock.seen
        and count_stock(
            by=by,
            sku=sku,
            counted=edits.stock.value,
            expected=edits.stock.seen,
            reason=edits.reason,
            note=edits.note,
            at=at,
        )
    ):
        changed.append("stock")
    return changed
