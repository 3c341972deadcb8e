"""Places, and units that come to them, move between them, change condition and go."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from wagtail.models import ModelLogEntry

from shop.catalog.models import Sku
from shop.core.errors import InvalidInput, ShopError
from shop.inventory.enums import Condition
from shop.inventory.errors import NoStockOfItsOwn, NotThere, StillInUse, StockBelowReserved
from shop.inventory.models import Balance, Lot, Place, StockMovement
from shop.inventory.operations import (
    LotData,
    Spot,
    change_condition,
    close_place,
    make_default,
    move_stock,
    receive,
    remove_place,
    reopen_place,
    revise_lot,
    save_place,
    transfer,
    write_off,
)
from tests.factories import NOW
from tests.factories.catalog import make_sku
from tests.factories.inventory import balances_of, bundle, home, make_place, stock_of, stocked_sku, stocktake_of
from tests.factories.orders import place
from tests.factories.staff import UserFactory

pytestmark = pytest.mark.django_db

MAIN = "总仓"


def last_movements(count: int) -> list[tuple[Any, ...]]:
    rows = StockMovement.objects.order_by("-id")[:count]
    return [(row.place.name, row.condition, row.delta, row.balance, row.reason) for row in reversed(rows)]


def refused(work: Callable[[], object], error: type[ShopError], sku: Sku) -> None:
    """It raises, and neither balances nor movements nor the audit line are there."""
    before = (balances_of(sku), stock_of(sku), StockMovement.objects.count(), ModelLogEntry.objects.count())
    with pytest.raises(error):
        work()
    assert (balances_of(sku), stock_of(sku), StockMovement.objects.count(), ModelLogEntry.objects.count()) == before


def test_a_place_is_closed_when_it_is_empty_and_opened_again() -> None:
    sku, shop, user = stocked_sku(units=3), make_place("店"), UserFactory()
    transfer(by=None, sku=sku, units=1, origin=home(), to=shop, at=NOW)
    refused(lambda: close_place(by=None, place=shop), StillInUse, sku)
    refused(lambda: close_place(by=None, place=Place.objects.default()), StillInUse, sku)
    transfer(by=None, sku=sku, units=1, origin=Spot(place_id=shop.pk), to=Place.objects.default(), at=NOW)

    assert close_place(by=user, place=shop)
    assert not close_place(by=user, place=shop)

    assert list(Place.objects.open()) == [Place.objects.default()]
    assert ModelLogEntry.objects.filter(user=user, action="inventory.save_place").count() == 1
    for work in (
        lambda: receive(by=None, sku=sku, units=1, place=shop, at=NOW),
        lambda: transfer(by=None, sku=sku, units=1, origin=home(), to=shop, at=NOW),
        lambda: make_default(by=None, place=shop),
        lambda: stocktake_of(place=shop),
    ):
        refused(work, InvalidInput, sku)
    assert reopen_place(by=user, place=shop)
    receive(by=None, sku=sku, units=1, place=shop, at=NOW)


def test_the_first_place_comes_with_the_database() -> None:
    assert list(Place.objects.values_list("name", "kind")) == [(MAIN, "warehouse")]


def test_goods_arrive_by_place_and_lot() -> None:
    sku, shop, user = make_sku(), make_place("店"), UserFactory()
    lot = LotData(code=" 2026-10 ", produced_on=date(2026, 10, 1), expires_on=date(2026, 12, 1), origin="南坡")

    receive(by=user, sku=sku, units=6, lot=lot, place=shop, at=NOW, reference="PO-1", note="早车")
    receive(by=user, sku=sku, units=2, lot=LotData(code="2026-10"), place=shop, at=NOW)
    receive(by=user, sku=sku, units=3, at=NOW)
    receive(by=user, sku=sku, units=1, at=NOW, condition=Condition.RETURNED, reason="return")

    assert balances_of(sku) == {
        ("店", "2026-10", "sellable"): 8,
        (MAIN, "", "sellable"): 3,
        (MAIN, "", "returned"): 1,
    }
    assert stock_of(sku) == (11, 0)
    known = Lot.objects.get()
    assert (known.produced_on, known.expires_on, known.origin) == (date(2026, 10, 1), date(2026, 12, 1), "南坡")
    first = StockMovement.objects.earliest("id")
    assert (first.delta, first.balance, first.lot, first.by, first.reference, first.note, first.reason) == (
        6,
        6,
        known,
        user,
        "PO-1",
        "早车",
        "receive",
    )


def test_a_lot_known_with_another_date_is_refused() -> None:
    sku = stocked_sku()
    receive(by=None, sku=sku, units=1, lot=LotData(code="L", expires_on=date(2026, 12, 1)), at=NOW)
    other = LotData(code="L", expires_on=date(2027, 1, 1))

    refused(lambda: receive(by=None, sku=sku, units=1, lot=other, at=NOW), InvalidInput, sku)

    assert Lot.objects.get().expires_on == date(2026, 12, 1)


@pytest.mark.parametrize(
    "bad",
    [
        {"units": 0},
        {"units": 10_000_001},
        {"units": 1, "reason": "ship"},
        {"units": 1, "lot": LotData(code="  ")},
        {"units": 1, "lot": LotData(code="x" * 41)},
        {"units": 1, "lot": LotData(code="L", produced_on=date(2026, 2, 2), expires_on=date(2026, 2, 1))},
    ],
)
def test_what_cannot_arrive(bad: dict[str, Any]) -> None:
    sku = stocked_sku()

    refused(lambda: receive(by=None, sku=sku, at=NOW, **bad), InvalidInput, sku)


@pytest.mark.parametrize("kind", ["bundle", "without"])
def test_only_goods_with_stock_of_their_own_arrive(kind: str) -> None:
    sku = bundle({stocked_sku(): 1}) if kind == "bundle" else make_sku(is_stocked=False)

    with pytest.raises(NoStockOfItsOwn):
        receive(by=None, sku=sku, units=1, at=NOW)
    with pytest.raises(NoStockOfItsOwn):
        move_stock(by=None, sku=sku, delta=1, reason="receive")

    assert not Balance.objects.filter(stock=sku.pk).exists()


def test_a_transfer_is_two_movements_of_one_document() -> None:
    sku, shop = stocked_sku(units=10), make_place("店")
    place({sku: 8})

    movements = transfer(by=None, sku=sku, units=4, origin=home(), to=shop, at=NOW, note="开张")

    assert balances_of(sku) == {(MAIN, "", "sellable"): 6, ("店", "", "sellable"): 4}
    assert stock_of(sku) == (10, 8)
    assert last_movements(2) == [(MAIN, "sellable", -4, 6, "transfer"), ("店", "sellable", 4, 4, "transfer")]
    assert len({row.reference for row in movements}) == 1
    assert movements[0].reference.startswith("T")


def test_what_is_not_there_is_not_moved() -> None:
    sku, shop = stocked_sku(units=3), make_place()

    refused(lambda: transfer(by=None, sku=sku, units=4, origin=home(), to=shop, at=NOW), NotThere, sku)
    refused(
        lambda: transfer(by=None, sku=sku, units=1, origin=Spot(place_id=shop.pk), to=Place.objects.default(), at=NOW),
        NotThere,
        sku,
    )
    refused(
        lambda: transfer(by=None, sku=sku, units=1, origin=home(), to=Place.objects.default(), at=NOW),
        InvalidInput,
        sku,
    )


def test_units_are_set_aside_and_come_back() -> None:
    sku = stocked_sku(units=10)
    damaged = Spot(place_id=home().place_id, condition=Condition.DAMAGED)

    change_condition(by=None, sku=sku, units=4, origin=home(), condition="damaged", at=NOW, note="磕了")
    change_condition(by=None, sku=sku, units=1, origin=damaged, condition="returned", at=NOW, note="再看看")
    change_condition(by=None, sku=sku, units=2, origin=damaged, condition="sellable", at=NOW, note="没事")

    assert balances_of(sku) == {
        (MAIN, "", "sellable"): 8,
        (MAIN, "", "damaged"): 1,
        (MAIN, "", "returned"): 1,
    }
    assert stock_of(sku) == (8, 0)
    assert last_movements(2) == [(MAIN, "damaged", -2, 1, "sort"), (MAIN, "sellable", 2, 8, "sort")]


def test_what_orders_have_reserved_is_not_set_aside_or_written_off() -> None:
    sku = stocked_sku(units=10)
    place({sku: 8})

    refused(
        lambda: change_condition(by=None, sku=sku, units=3, origin=home(), condition="damaged", at=NOW, note="x"),
        StockBelowReserved,
        sku,
    )
    refused(
        lambda: write_off(by=None, sku=sku, units=3, origin=home(), reason="lost", at=NOW, note="x"),
        StockBelowReserved,
        sku,
    )
    write_off(by=None, sku=sku, units=2, origin=home(), reason="lost", at=NOW, note="x")
    assert stock_of(sku) == (8, 8)


def test_damaged_goods_are_written_off_without_touching_stock_on_hand() -> None:
    sku = stocked_sku(units=10)
    receive(by=None, sku=sku, units=2, at=NOW, condition=Condition.DAMAGED)
    spot = Spot(place_id=home().place_id, condition=Condition.DAMAGED)

    movement = write_off(by=None, sku=sku, units=2, origin=spot, reason="damage", at=NOW, note="扔了")

    assert (movement.delta, movement.balance, movement.reason, movement.note) == (-2, 0, "damage", "扔了")
    assert (stock_of(sku), balances_of(sku)) == ((10, 0), {(MAIN, "", "sellable"): 10})


@pytest.mark.parametrize(("reason", "note"), [("lost", "  "), ("receive", "x"), ("", "x")])
def test_writing_off_needs_a_reason_in_words(reason: str, note: str) -> None:
    sku = stocked_sku()

    refused(
        lambda: write_off(by=None, sku=sku, units=1, origin=home(), reason=reason, at=NOW, note=note),
        InvalidInput,
        sku,
    )


def test_units_of_a_named_place_are_taken_away() -> None:
    sku, shop = stocked_sku(units=5), make_place("店")
    transfer(by=None, sku=sku, units=2, origin=home(), to=shop, at=NOW)

    move_stock(by=None, sku=sku, delta=-1, reason="correct", place=shop)
    with pytest.raises(NotThere):
        move_stock(by=None, sku=sku, delta=-2, reason="correct", place=shop)

    assert (balances_of(sku), stock_of(sku)) == ({(MAIN, "", "sellable"): 3, ("店", "", "sellable"): 1}, (4, 0))


# --- Places and lots --------------------------------------------------------------------------------------------
def test_a_place_is_renamed_and_put_first() -> None:
    shop = save_place(by=None, name=" 店 ", kind="shop", address="县城")

    save_place(by=None, place=shop, name="老店", kind="shop")
    make_default(by=None, place=shop)

    assert [row.name for row in Place.objects.all()] == ["老店", MAIN]
    assert Place.objects.default() == shop


@pytest.mark.parametrize("bad", [{"name": " "}, {"name": "x" * 41}, {"name": MAIN}, {"kind": "moon"}])
def test_a_place_that_cannot_be(bad: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        save_place(by=None, **{"name": "店", "kind": "shop", **bad})

    assert Place.objects.count() == 1


def test_only_a_place_where_nothing_ever_was_goes() -> None:
    shop, barn = make_place("店"), make_place("库")
    receive(by=None, sku=make_sku(), units=1, place=shop, at=NOW)

    remove_place(by=None, place=barn)
    with pytest.raises(StillInUse):
        remove_place(by=None, place=shop)

    assert [row.name for row in Place.objects.all()] == [MAIN, "店"]


def test_the_last_place_stays() -> None:
    with pytest.raises(StillInUse):
        remove_place(by=None, place=Place.objects.get())


def test_a_lots_dates_are_corrected() -> None:
    sku = make_sku()
    receive(by=None, sku=sku, units=1, lot=LotData(code="L"), at=NOW)
    lot = Lot.objects.get()

    revise_lot(by=None, lot=lot, produced_on=None, expires_on=date(2026, 11, 1), origin="北坡", note="补的")
    with pytest.raises(InvalidInput):
        revise_lot(by=None, lot=lot, produced_on=date(2026, 11, 2), expires_on=date(2026, 11, 1))

    lot.refresh_from_db()
    assert (lot.expires_on, lot.produced_on, lot.origin, lot.note) == (date(2026, 11, 1), None, "北坡", "补的")
    assert lot.sku.stock.is_plain is False
