"""Stocktakes: counted beside what the books say at that moment, posted as differences, unchangeable afterwards."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from wagtail.models import ModelLogEntry

from shop.catalog.models import Category, Collection, CollectionItem, Sku
from shop.catalog.operations import save_category
from shop.core.errors import InvalidInput, ShopError, StaleState
from shop.inventory.enums import Condition, StocktakeScope, StocktakeState
from shop.inventory.errors import NoStockOfItsOwn, NotInStocktake, StocktakeBlocked, StocktakeClosed
from shop.inventory.models import Lot, Reservation, StockMovement, Stocktake, StocktakeCount, StocktakeLine
from shop.inventory.operations import (
    Finding,
    LotData,
    Spot,
    cancel_stocktake,
    change_condition,
    count_goods,
    count_rest_as_zero,
    leave_out,
    move_stock,
    open_stocktake,
    post_stocktake,
    receive,
)
from shop.inventory.stocktakes import figures, find_goods, not_counted, problems, skus_of
from tests.factories import NOW
from tests.factories.catalog import make_sku
from tests.factories.inventory import (
    balances_of,
    bundle,
    counted,
    dated_sku,
    home,
    make_place,
    stock_of,
    stocked_sku,
    stocktake_of,
)
from tests.factories.orders import paid_order, place, ship
from tests.factories.staff import UserFactory

pytestmark = pytest.mark.django_db

MAIN = "总仓"


def refused(work: Callable[[], object], error: type[ShopError], match: str | None = None) -> None:
    """It raises, and neither stock nor document nor the audit line changed."""

    def everything() -> tuple[Any, ...]:
        return (
            list(Stocktake.objects.values_list("state", "reason")),
            list(StocktakeLine.objects.values_list("pk", "counted", "expected")),
            StocktakeCount.objects.count(),
            StockMovement.objects.count(),
            Lot.objects.count(),
            ModelLogEntry.objects.count(),
        )

    before = everything()
    with pytest.raises(error, match=match):
        work()
    assert everything() == before


def post(stocktake: Stocktake, **fields: Any) -> Stocktake:
    return post_stocktake(**{"by": None, "stocktake": stocktake, "reason": "月底盘点", "at": NOW, **fields})


def moved(stocktake: Stocktake) -> list[tuple[Any, ...]]:
    rows = StockMovement.objects.filter(reference=stocktake.number).order_by("pk")
    return [(row.stock_id, row.place.name, row.delta, row.balance, row.reason, row.note) for row in rows]


# --- Begin ------------------------------------------------------------------------------------------------------
def test_a_stocktake_of_everything_is_begun() -> None:
    user, shop = UserFactory(), make_place("店")

    stocktake = open_stocktake(by=user, place=shop, at=NOW, note=" 月底 ")

    assert (stocktake.place, stocktake.scope, stocktake.scope_title) == (shop, StocktakeScope.ALL, "")
    assert (stocktake.state, stocktake.note, stocktake.opened_by, stocktake.opened_at) == ("open", "月底", user, NOW)
    assert stocktake.number.startswith("C261001")
    assert ModelLogEntry.objects.get(action="inventory.open_stocktake").user == user


def test_a_scope_is_a_branch_of_categories_a_collection_or_skus() -> None:
    fruit = save_category(by=None, title="水果")
    apple = save_category(by=None, title="苹果", parent_id=fruit.pk)
    inside, outside = stocked_sku(), stocked_sku()
    type(inside.product).objects.filter(pk=inside.product_id).update(category=apple)
    shelf = Collection.objects.create(title="冬天", slug="winter")
    CollectionItem.objects.create(collection=shelf, product=inside.product)

    by_category = stocktake_of(category=fruit)
    by_collection = stocktake_of(collection=shelf)
    picked = stocktake_of(sku_ids=[inside.pk])

    assert [by_category.scope_text, by_collection.scope_text] == ["水果", "冬天"]
    for stocktake in (by_category, by_collection, picked):
        assert list(skus_of(stocktake)) == [inside]
        assert [row.stock_id for row in not_counted(stocktake)] == [inside.pk]
        refused(lambda stocktake=stocktake: counted(stocktake, outside, 1), NotInStocktake)
    assert [row.stock_id for row in not_counted(stocktake_of()).order_by("pk")] == [inside.pk, outside.pk]


def test_what_was_counted_of_a_category_stays_readable_without_it() -> None:
    fruit = save_category(by=None, title="水果")
    sku = stocked_sku()
    type(sku.product).objects.filter(pk=sku.product_id).update(category=fruit)
    stocktake = stocktake_of(category=fruit)
    counted(stocktake, sku, 9)
    post(stocktake)

    Category.objects.get(pk=fruit.pk).delete()

    stocktake.refresh_from_db()
    assert (stocktake.category, stocktake.scope_text, stocktake.state) == (None, "水果", "posted")
    assert list(skus_of(stocktake)) == []


@pytest.mark.parametrize("both", ["category", "skus"])
def test_one_thing_at_a_time(both: str) -> None:
    fruit, shelf = save_category(by=None, title="水果"), Collection.objects.create(title="冬天", slug="winter")
    more = {"category": fruit} if both == "category" else {"sku_ids": [stocked_sku().pk]}

    refused(lambda: stocktake_of(collection=shelf, **more), InvalidInput)


# --- Count ------------------------------------------------------------------------------------------------------
def test_a_line_says_what_the_books_said_when_it_was_counted() -> None:
    sku, user = stocked_sku(units=10), UserFactory()
    stocktake = stocktake_of()

    line = counted(stocktake, sku, 8, by=user)
    move_stock(by=None, sku=sku, delta=5, reason="receive", at=NOW)

    line.refresh_from_db()
    assert (line.counted, line.expected, line.difference, line.is_disturbed) == (8, 10, -2, False)
    assert (line.counted_by, line.counted_at) == (user, NOW)
    assert not_counted(stocktake).count() == 0


def test_lots_and_conditions_are_lines_of_their_own() -> None:
    sku = dated_sku(units=6)
    receive(by=None, sku=sku, units=4, at=NOW)
    spot = Spot(place_id=home().place_id)
    change_condition(by=None, sku=sku, units=1, origin=spot, condition="damaged", at=NOW, note="磕")
    stocktake, lot = stocktake_of(), Lot.objects.get()

    count_goods(
        by=None,
        stocktake=stocktake,
        sku=sku,
        findings=[
            Finding(units=5, lot=lot),
            Finding(units=3),
            Finding(units=2, condition=Condition.DAMAGED),
            Finding(units=1, lot=LotData(code="L9", expires_on=date(2027, 1, 1))),
        ],
        token="a",
        at=NOW,
    )
    post(stocktake)

    assert balances_of(sku) == {
        (MAIN, "L1", "sellable"): 5,
        (MAIN, "", "sellable"): 3,
        (MAIN, "", "damaged"): 2,
        (MAIN, "L9", "sellable"): 1,
    }
    assert stock_of(sku) == (9, 0)


def test_two_people_add_to_one_line() -> None:
    sku, stocktake = stocked_sku(units=10), stocktake_of()
    counted(stocktake, sku, 4)

    line = counted(stocktake, sku, 6, adds=True)

    assert (line.counted, line.expected, StocktakeCount.objects.count()) == (10, 10, 2)


def test_a_phone_that_sends_twice_counts_once() -> None:
    sku, stocktake = stocked_sku(units=10), stocktake_of()

    for _again in range(2):
        line = counted(stocktake, sku, 4, adds=True, token="same")

    assert (line.counted, StocktakeCount.objects.count()) == (4, 1)


def test_counting_anew_does_not_wipe_out_a_colleagues_count() -> None:
    sku, stocktake = stocked_sku(units=10), stocktake_of()
    counted(stocktake, sku, 4)

    refused(lambda: counted(stocktake, sku, 6), StaleState)

    move_stock(by=None, sku=sku, delta=-2, reason="damage", at=NOW)
    line = counted(stocktake, sku, 6, seen=4)
    assert (line.counted, line.expected) == (6, 8)


def test_what_moved_between_two_pieces_is_told() -> None:
    sku, stocktake = stocked_sku(units=10), stocktake_of()
    counted(stocktake, sku, 4)
    move_stock(by=None, sku=sku, delta=-1, reason="damage", at=NOW)

    line = counted(stocktake, sku, 6, adds=True)

    assert (line.counted, line.expected, line.is_disturbed) == (10, 10, True)
    assert counted(stocktake, sku, 9, seen=10).is_disturbed is False


def test_what_has_no_stock_of_its_own_is_not_counted() -> None:
    stocktake = stocktake_of()
    for sku in (bundle({stocked_sku(): 2}), make_sku(is_stocked=False)):
        refused(lambda sku=sku: counted(stocktake, sku, 1), NoStockOfItsOwn)


@pytest.mark.parametrize("units", [-1, 10_000_001])
def test_a_count_is_a_number_of_units(units: int) -> None:
    stocktake, sku = stocktake_of(), stocked_sku()
    refused(lambda: counted(stocktake, sku, units), InvalidInput)


def test_a_line_is_left_out() -> None:
    sku, stocktake = stocked_sku(units=10), stocktake_of()
    line = counted(stocktake, sku, 4)

    leave_out(by=None, stocktake=stocktake, line=line)

    assert (StocktakeLine.objects.count(), StocktakeCount.objects.count(), not_counted(stocktake).count()) == (0, 0, 1)


def test_the_rest_is_counted_as_zero_and_can_still_be_changed() -> None:
    there, gone, elsewhere = stocked_sku(units=3), dated_sku(units=5), stocked_sku(units=0 + 1)
    move_stock(by=None, sku=elsewhere, delta=-1, reason="damage", at=NOW)
    receive(by=None, sku=elsewhere, units=1, place=make_place("店"), at=NOW)
    stocktake = stocktake_of()
    counted(stocktake, there, 3)

    assert count_rest_as_zero(by=None, stocktake=stocktake, at=NOW) == 1
    assert count_rest_as_zero(by=None, stocktake=stocktake, at=NOW) == 0

    line = StocktakeLine.objects.get(sku=gone)
    assert (line.counted, line.expected, line.lot.code) == (0, 5, "L1")
    counted(stocktake, gone, 2, lot=line.lot, seen=0)
    post(stocktake)
    assert (stock_of(there), stock_of(gone), stock_of(elsewhere)) == ((3, 0), (2, 0), (1, 0))


# --- Post -------------------------------------------------------------------------------------------------------
def test_posting_applies_the_differences_once() -> None:
    less, same, more = stocked_sku(units=10), stocked_sku(units=10), stocked_sku(units=10)
    user, stocktake = UserFactory(), stocktake_of()
    for sku, units in ((less, 7), (same, 10), (more, 12)):
        counted(stocktake, sku, units)

    post(stocktake, by=user, reason=" 月底盘点 ")

    assert [stock_of(sku) for sku in (less, same, more)] == [(7, 0), (10, 0), (12, 0)]
    assert moved(stocktake) == [
        (less.pk, MAIN, -3, 7, "stocktake", "月底盘点"),
        (more.pk, MAIN, 2, 12, "stocktake", "月底盘点"),
    ]
    assert (stocktake.state, stocktake.reason, stocktake.closed_by, stocktake.closed_at) == (
        StocktakeState.POSTED,
        "月底盘点",
        user,
        NOW,
    )
    refused(lambda: post(stocktake), StocktakeClosed)


def test_what_was_sold_after_counting_stays_sold() -> None:
    sku = stocked_sku(units=10)
    stocktake = stocktake_of()
    counted(stocktake, sku, 9)
    ship(paid_order({sku: 4}))
    place({sku: 1})

    post(stocktake)

    assert (stock_of(sku), balances_of(sku)) == ((5, 1), {(MAIN, "", "sellable"): 5})


def test_goods_found_where_the_books_knew_none_come_in() -> None:
    sku, shop = stocked_sku(units=5), make_place("店")
    fresh = make_sku()
    stocktake = stocktake_of(place=shop)
    counted(stocktake, sku, 2)
    counted(stocktake, fresh, 1)

    post(stocktake)

    assert balances_of(sku) == {(MAIN, "", "sellable"): 5, ("店", "", "sellable"): 2}
    assert (stock_of(sku), stock_of(fresh)) == ((7, 0), (1, 0))


def test_units_that_orders_wait_for_are_not_taken_away() -> None:
    sku, other = stocked_sku(units=5), stocked_sku(units=5)
    orders = [paid_order({sku: 1}) for _ in range(4)]
    stocktake = stocktake_of()
    counted(stocktake, sku, 3)
    counted(stocktake, other, 1)

    refused(lambda: post(stocktake), StocktakeBlocked, match=f"{sku.code}.*{orders[3].number}.*")
    assert (stock_of(sku), stock_of(other)) == ((5, 4), (5, 0))
    [(sku_id, text)] = problems(stocktake.lines.all(), place_id=stocktake.place_id, at=NOW).items()
    assert sku_id == sku.pk
    for order in orders[1:]:
        assert order.number in text
    assert orders[0].number not in text

    leave_out(by=None, stocktake=stocktake, line=StocktakeLine.objects.get(sku=sku))
    post(stocktake)
    assert (stock_of(sku), stock_of(other)) == ((5, 4), (1, 0))


def test_a_hold_past_its_deadline_gives_way() -> None:
    sku = stocked_sku(units=5)
    place({sku: 4})
    stocktake = stocktake_of()
    counted(stocktake, sku, 3)
    refused(lambda: post(stocktake), StocktakeBlocked)

    post(stocktake, at=NOW + timedelta(days=1))

    assert (stock_of(sku), Reservation.objects.get().state) == ((3, 0), "released")


def test_what_has_left_since_is_counted_again() -> None:
    sku = stocked_sku(units=5)
    stocktake = stocktake_of()
    counted(stocktake, sku, 0)
    move_stock(by=None, sku=sku, delta=-2, reason="damage", at=NOW)

    refused(lambda: post(stocktake), StocktakeBlocked, match="3")

    counted(stocktake, sku, 1, seen=0)
    post(stocktake)
    assert stock_of(sku) == (1, 0)


@pytest.mark.parametrize("reason", ["", "  "])
def test_posting_says_why(reason: str) -> None:
    stocktake = stocktake_of()
    counted(stocktake, stocked_sku(units=5), 4)

    refused(lambda: post(stocktake, reason=reason), InvalidInput)


def test_an_empty_stocktake_is_not_posted() -> None:
    stocktake = stocktake_of()
    refused(lambda: post(stocktake), InvalidInput)


def test_a_stocktake_is_given_up() -> None:
    sku, user, stocktake = stocked_sku(units=5), UserFactory(), stocktake_of()
    line = counted(stocktake, sku, 4)

    cancel_stocktake(by=user, stocktake=stocktake, at=NOW)

    assert (stocktake.state, stocktake.closed_by, stock_of(sku)) == (StocktakeState.CANCELLED, user, (5, 0))
    for work in (
        lambda: post(stocktake),
        lambda: counted(stocktake, sku, 5, seen=4),
        lambda: leave_out(by=None, stocktake=stocktake, line=line),
        lambda: count_rest_as_zero(by=None, stocktake=stocktake, at=NOW),
        lambda: cancel_stocktake(by=None, stocktake=stocktake, at=NOW),
    ):
        refused(work, StocktakeClosed)


def test_the_database_keeps_what_is_closed() -> None:
    stocktake = stocktake_of()
    line = counted(stocktake, stocked_sku(units=5), 4)
    post(stocktake)

    for work in (
        lambda: Stocktake.objects.update(reason="anders"),
        lambda: Stocktake.objects.update(state="open", closed_at=None),
        lambda: StocktakeLine.objects.update(counted=1),
        lambda: StocktakeLine.objects.filter(pk=line.pk).delete(),
        lambda: StocktakeCount.objects.update(units=1),
        lambda: StocktakeCount.objects.create(line=line, token="x", units=1, begins_anew=False, at=NOW),
        lambda: StocktakeLine.objects.create(
            stocktake=stocktake, sku=make_sku(), expected=0, counted=1, counted_at=NOW
        ),
    ):
        with pytest.raises(DatabaseError, match="unchangeable"), transaction.atomic():
            work()


# --- Read -------------------------------------------------------------------------------------------------------
def test_figures_are_the_differences_at_cost() -> None:
    cheap, dear, unknown = (stocked_sku(units=10, cost_fen=cost) for cost in (100, 3000, None))
    stocktake = stocktake_of()
    for sku, units in ((cheap, 13), (dear, 8), (unknown, 9), (stocked_sku(units=2, cost_fen=5), 2)):
        counted(stocktake, sku, units)

    found = figures(stocktake)

    assert (found.lines, found.differing, found.more, found.less) == (4, 3, 3, 3)
    assert (found.value_fen, found.without_cost) == (300 - 6000, 1)


def test_a_scanned_text_is_a_code_a_barcode_a_lot_or_a_name() -> None:
    sku = dated_sku(units=1, code="HFY-1", barcode="6901234567892")
    other = stocked_sku(code="HFY-10")
    stocktake = stocktake_of()

    def found(text: str) -> list[tuple[Sku, str]]:
        return [(hit.sku, hit.lot.code if hit.lot else "") for hit in find_goods(stocktake, text)]

    assert found(" hfy-1 ") == [(sku, "")]
    assert found("6901234567892") == [(sku, "")]
    assert found("l1") == [(sku, "L1")]
    assert found("HFY") == [(sku, ""), (other, "")]
    assert found(sku.product.title)[0] == (sku, "")
    assert (found("nichts"), found("")) == ([], [])


def test_problems_ask_as_much_for_three_lines_as_for_one(django_assert_num_queries: Any) -> None:
    stocktake = stocktake_of()
    for _number in range(3):
        sku = stocked_sku(units=5)
        paid_order({sku: 4})
        counted(stocktake, sku, 1)
    lines = list(stocktake.lines.all())

    for some in (lines[:1], lines):
        with django_assert_num_queries(4):
            assert len(problems(some, place_id=stocktake.place_id, at=NOW)) == len(some)
