"""Stock."""

import itertools
from datetime import date
from typing import Any

from shop.catalog.models import Sku
from shop.catalog.operations import set_cost
from shop.inventory.enums import MovementReason, PlaceKind
from shop.inventory.models import Balance, Place, StockItem, Stocktake, StocktakeLine
from shop.inventory.operations import (
    Finding,
    LotData,
    Spot,
    count_goods,
    move_stock,
    open_stocktake,
    receive,
    save_place,
    set_components,
)
from shop.inventory.operations.ledger import lock_stock
from tests.factories import NOW
from tests.factories.catalog import make_sku

_numbers = itertools.count(1)


def stocked_sku(*, units: int = 10, **fields: Any) -> Sku:
    """A SKU with units on hand, received by a movement."""
    cost_fen = fields.pop("cost_fen", None)
    sku = make_sku(**{"is_stocked": True, **fields})
    if cost_fen is not None:
        set_cost(by=None, sku=sku, cost_fen=cost_fen, expected_fen=None)
    move_stock(by=None, sku=sku, delta=units, reason=MovementReason.RECEIVE, at=NOW)
    return sku


def sold_out_sku(**fields: Any) -> Sku:
    """A SKU with a stock row and nothing on it."""
    sku = make_sku(**fields)
    lock_stock([sku.pk])
    return sku


def dated_sku(*, units: int = 10, expires_on: date = date(2026, 12, 31), **fields: Any) -> Sku:
    """A SKU of which there is one lot, L1, that expires."""
    sku = make_sku(**fields)
    receive(by=None, sku=sku, units=units, lot=LotData(code="L1", expires_on=expires_on), at=NOW)
    return sku


def bundle(components: dict[Sku, int], **fields: Any) -> Sku:
    """A SKU made of units of others."""
    sku = make_sku(**fields)
    set_components(by=None, sku=sku, components={part.pk: quantity for part, quantity in components.items()})
    return sku


def make_place(name: str = "", kind: str = PlaceKind.SHOP) -> Place:
    """A place beside the default one."""
    return save_place(by=None, name=name or f"门店 {next(_numbers)}", kind=kind)


def home() -> Spot:
    """Sellable units of no lot in the default place: where ``stocked_sku`` puts them."""
    return Spot(place_id=Place.objects.default().pk)


def stock_of(sku: Sku) -> tuple[int, int]:
    """``(on hand, reserved)`` as stored."""
    row = StockItem.objects.get(pk=sku.pk)
    return row.on_hand, row.reserved


def balances_of(sku: Sku) -> dict[tuple[str, str, str], int]:
    """Units by (place, lot, condition), without empty ones."""
    rows = Balance.objects.filter(stock=sku.pk, on_hand__gt=0).order_by("pk")
    return {
        (place, lot or "", condition): units
        for place, lot, condition, units in rows.values_list("place__name", "lot__code", "condition", "on_hand")
    }


def stocktake_of(place: Place | None = None, **scope: Any) -> Stocktake:
    """A stocktake of the default place, of everything or what is named."""
    return open_stocktake(by=None, place=place or Place.objects.default(), at=NOW, **scope)


def counted(
    stocktake: Stocktake, sku: Sku, units: int, *, by: Any = None, token: str = "", **finding: Any
) -> StocktakeLine:
    """Somebody counts so many of a SKU, each time on a form of its own."""
    [line] = count_goods(
        by=by,
        stocktake=stocktake,
        sku=sku,
        findings=[Finding(units=units, **finding)],
        token=token or f"t{next(_numbers)}",
        at=NOW,
    )
    return line
