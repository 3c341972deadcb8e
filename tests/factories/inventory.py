"""Stock."""

from typing import Any

from shop.catalog.models import Sku
from shop.inventory.enums import MovementReason
from shop.inventory.models import StockItem
from shop.inventory.operations import move_stock
from tests.factories import NOW
from tests.factories.catalog import make_sku


def stocked_sku(*, units: int = 10, **fields: Any) -> Sku:
    """A SKU with units on hand, received by a movement."""
    sku = make_sku(**fields)
    move_stock(by=None, sku=sku, delta=units, reason=MovementReason.RECEIVE, at=NOW)
    return sku


def stock_of(sku: Sku) -> tuple[int, int]:
    """``(on hand, reserved)`` as stored."""
    row = StockItem.objects.get(pk=sku.pk)
    return row.on_hand, row.reserved
