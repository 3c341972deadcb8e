"""A stocktake against the sale, against a parcel, against itself: each with a control that sets instead of adding."""

from collections.abc import Callable

from django.db import transaction

from shop.core.errors import StaleState
from shop.inventory.errors import OutOfStock, StocktakeBlocked, StocktakeClosed
from shop.inventory.models import Balance, StockItem, StockMovement, Stocktake, StocktakeCount, StocktakeLine
from shop.inventory.operations import post_stocktake
from shop.orders.models import Order, Shipment
from shop.orders.operations import ship_order
from tests.factories import NOW
from tests.factories.inventory import balances_of, counted, stock_of, stocked_sku, stocktake_of
from tests.factories.orders import paid_order, place
from tests.races.stage import crowd, meet

Breaches = Callable[[], list[str]]
MAIN = "总仓"


def post(stocktake: Stocktake) -> Stocktake:
    return post_stocktake(by=None, stocktake=stocktake, reason="盘点", at=NOW)


def ship(order: Order) -> Shipment:
    return ship_order(by=None, order=order, carrier="sf", tracking_number="SF1234", at=NOW)


def test_a_sale_that_meets_the_posting_waits_and_sees_what_is_left(breaches: Breaches) -> None:
    sku, stocktake = stocked_sku(units=2), stocktake_of()
    counted(stocktake, sku, 0)

    met = meet(lambda: post(stocktake), lambda: place({sku: 1}), after='UPDATE "inventory_stockitem"')

    assert isinstance(met.first, Stocktake)
    assert isinstance(met.second, OutOfStock)
    assert met.waited
    assert stock_of(sku) == (0, 0)
    assert breaches() == []


def test_a_posting_that_meets_a_sale_waits_and_is_refused(breaches: Breaches) -> None:
    sku, stocktake = stocked_sku(units=2), stocktake_of()
    counted(stocktake, sku, 0)

    met = meet(lambda: place({sku: 1}), lambda: post(stocktake), after='UPDATE "inventory_stockitem"')

    assert isinstance(met.first, Order)
    assert isinstance(met.second, StocktakeBlocked)
    assert met.waited
    assert (stock_of(sku), Stocktake.objects.get().state) == ((2, 1), "open")
    assert breaches() == []


def test_a_parcel_between_counting_and_posting_stays_shipped(breaches: Breaches) -> None:
    sku, stocktake = stocked_sku(units=10), stocktake_of()
    order = paid_order({sku: 4})
    counted(stocktake, sku, 9)

    met = meet(lambda: ship(order), lambda: post(stocktake), after='UPDATE "inventory_balance"')

    assert isinstance(met.first, Shipment)
    assert isinstance(met.second, Stocktake)
    assert met.waited
    assert (stock_of(sku), balances_of(sku)) == ((5, 0), {(MAIN, "", "sellable"): 5})
    assert breaches() == []


def test_the_control_setting_what_was_counted_brings_shipped_units_back(breaches: Breaches) -> None:
    sku, stocktake = stocked_sku(units=10), stocktake_of()
    order = paid_order({sku: 4})
    line = counted(stocktake, sku, 9)

    @transaction.atomic
    def careless() -> None:
        row, balance = StockItem.objects.get(pk=sku.pk), Balance.objects.get(stock=sku.pk)
        StockMovement.objects.create(
            stock=row,
            place=balance.place,
            delta=line.counted - balance.on_hand,
            balance=line.counted,
            reason="stocktake",
            reference=stocktake.number,
        )
        StockItem.objects.filter(pk=row.pk).update(on_hand=line.counted)
        Balance.objects.filter(pk=balance.pk).update(on_hand=line.counted)

    met = meet(careless, lambda: ship(order), after='FROM "inventory_balance"')

    assert (met.first, met.waited) == (None, False)
    assert balances_of(sku) == {(MAIN, "", "sellable"): 9}  # 9 were there, and 4 of them are on the road
    assert "balance of a place, lot and condition = sum of its movements" in breaches()


def test_it_is_posted_once(breaches: Breaches) -> None:
    sku, stocktake = stocked_sku(units=10), stocktake_of()
    counted(stocktake, sku, 9)

    met = meet(lambda: post(stocktake), lambda: post(stocktake), after='UPDATE "inventory_stocktake"')

    assert isinstance(met.first, Stocktake)
    assert isinstance(met.second, StocktakeClosed)
    assert met.waited
    assert stock_of(sku) == (9, 0)
    assert breaches() == []


def test_a_count_comes_before_the_posting_or_not_at_all(breaches: Breaches) -> None:
    sku, late, stocktake = stocked_sku(units=10), stocked_sku(units=10), stocktake_of()
    counted(stocktake, sku, 9)

    met = meet(lambda: post(stocktake), lambda: counted(stocktake, late, 1), after='UPDATE "inventory_stocktake"')

    assert isinstance(met.second, StocktakeClosed)
    assert met.waited
    assert (StocktakeLine.objects.count(), stock_of(late)) == (1, (10, 0))
    assert breaches() == []


def test_two_who_count_one_line_at_once_lose_nothing(breaches: Breaches) -> None:
    sku, stocktake = stocked_sku(units=100), stocktake_of()

    crowd(*[lambda: counted(stocktake, sku, 3, adds=True)] * 8)

    assert (StocktakeLine.objects.get().counted, StocktakeCount.objects.count()) == (24, 8)
    assert breaches() == []


def test_the_second_who_counts_anew_is_asked(breaches: Breaches) -> None:
    sku, stocktake = stocked_sku(units=10), stocktake_of()

    met = meet(
        lambda: counted(stocktake, sku, 9),
        lambda: counted(stocktake, sku, 4),
        after='INSERT INTO "inventory_stocktakeline"',
    )

    assert isinstance(met.first, StocktakeLine)
    assert isinstance(met.second, StaleState)
    assert met.waited
    assert StocktakeLine.objects.get().counted == 9
    assert breaches() == []


def test_the_control_adding_by_reading_first_loses_a_count(breaches: Breaches) -> None:
    sku, stocktake = stocked_sku(units=10), stocktake_of()
    line = counted(stocktake, sku, 1)

    def careless(units: int) -> Callable[[], None]:
        @transaction.atomic
        def add() -> None:
            row = StocktakeLine.objects.get(pk=line.pk)
            row.counted += units
            row.save()
            StocktakeCount.objects.create(line=row, token=str(units), units=units, begins_anew=False, at=NOW)

        return add

    met = meet(careless(2), careless(3), after='FROM "inventory_stocktakeline"')

    assert (met.first, met.second) == (None, None)
    assert StocktakeLine.objects.get().counted in {3, 4}  # of 1 + 2 + 3
    assert breaches() == ["counted on a stocktake line = sum of its counts since it began anew"]


def test_many_who_sell_ship_count_and_post_at_once(breaches: Breaches) -> None:
    skus = [stocked_sku(units=30) for _ in range(3)]
    orders = [paid_order({sku: 2}) for sku in skus]
    stocktakes = [stocktake_of() for _ in range(2)]
    for stocktake in stocktakes:
        for sku in skus:
            counted(stocktake, sku, 29)

    results = crowd(
        *[lambda stocktake=stocktake: post(stocktake) for stocktake in stocktakes],
        *[lambda order=order: ship(order) for order in orders],
        *[lambda: place({skus[0]: 1, skus[2]: 1})] * 3,
    )

    assert {type(result) for result in results} == {Stocktake, Shipment, Order}
    assert [stock_of(sku) for sku in skus] == [(26, 3), (26, 0), (26, 3)]
    assert breaches() == []
