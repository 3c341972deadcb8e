"""Places, bundles, quotas and expiry dates against the sale: each with a control that lacks the guard."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from shop.catalog.models import Sku
from shop.inventory.enums import Condition
from shop.inventory.errors import OutOfStock, StockBelowReserved
from shop.inventory.models import Balance, Lot, Place, Quota, QuotaUse, Reservation, StockItem, StockMovement
from shop.inventory.operations import (
    LotData,
    change_condition,
    receive,
    revise_lot,
    save_quota,
    set_components,
    transfer,
    write_off,
)
from shop.inventory.queries import available
from shop.orders.models import Order, Shipment
from shop.orders.operations import ship_order
from tests.factories import NOW
from tests.factories.catalog import make_sku
from tests.factories.inventory import balances_of, bundle, dated_sku, home, make_place, stock_of, stocked_sku
from tests.factories.orders import paid_order, place
from tests.races.stage import crowd, meet

Breaches = Callable[[], list[str]]
MAIN = "总仓"


def ship(order: Order) -> Shipment:
    return ship_order(by=None, order=order, carrier="sf", tracking_number="SF1234", at=NOW)


def careless_sale(sku: Sku, stock: Sku, reference: str) -> Callable[[], None]:
    """Look what is available, then take it."""

    @transaction.atomic
    def sell() -> None:
        row = StockItem.objects.get(pk=stock.pk)
        if available([sku.pk], at=NOW)[sku.pk] < 1:
            raise OutOfStock(sku_id=sku.pk, available=0)
        row.reserved += 1
        row.save()
        Reservation.objects.create(stock=row, sku=sku, reference=reference, quantity=1, expires_at=NOW)

    return sell


# --- Transfer ---------------------------------------------------------------------------------------------------
def test_a_transfer_and_a_sale_at_once_both_succeed(breaches: Breaches) -> None:
    sku, shop = stocked_sku(units=1), make_place("店")

    met = meet(
        lambda: transfer(by=None, sku=sku, units=1, origin=home(), to=shop, at=NOW),
        lambda: place({sku: 1}),
        after='UPDATE "inventory_balance"',
    )

    assert isinstance(met.second, Order)
    assert met.waited
    assert (stock_of(sku), balances_of(sku)) == ((1, 1), {("店", "", "sellable"): 1})
    assert breaches() == []


def test_a_transfer_and_a_parcel_at_once_lose_nothing(breaches: Breaches) -> None:
    sku, shop = stocked_sku(units=5), make_place("店")
    order = paid_order({sku: 3})

    met = meet(
        lambda: transfer(by=None, sku=sku, units=4, origin=home(), to=shop, at=NOW),
        lambda: ship(order),
        after='UPDATE "inventory_balance"',
    )

    assert isinstance(met.second, Shipment)
    assert met.waited
    assert (stock_of(sku), balances_of(sku)) == ((2, 0), {("店", "", "sellable"): 2})
    assert breaches() == []


def test_the_control_a_transfer_without_the_lock_brings_shipped_units_back(breaches: Breaches) -> None:
    sku, shop = stocked_sku(units=5), make_place("店")
    order = paid_order({sku: 3})

    @transaction.atomic
    def careless() -> None:
        row = Balance.objects.get(stock=sku.pk)
        row.on_hand -= 1
        row.save()
        Balance.objects.create(stock_id=sku.pk, place=shop, on_hand=1)
        for where, delta, balance in ((row.place, -1, row.on_hand), (shop, 1, 1)):
            StockMovement.objects.create(
                stock_id=sku.pk, place=where, delta=delta, balance=balance, reason="transfer", reference="T"
            )

    met = meet(careless, lambda: ship(order), after='FROM "inventory_balance"')

    assert (met.first, met.waited) == (None, False)
    assert balances_of(sku) == {(MAIN, "", "sellable"): 4, ("店", "", "sellable"): 1}  # of 5, with 3 on the road
    assert "balance of a place, lot and condition = sum of its movements" in breaches()


def test_many_who_carry_sell_and_ship_at_once(breaches: Breaches) -> None:
    sku, shop = stocked_sku(units=30), make_place("店")
    orders = [paid_order({sku: 1}) for _ in range(4)]

    crowd(
        *[lambda: transfer(by=None, sku=sku, units=2, origin=home(), to=shop, at=NOW)] * 4,
        *[lambda order=order: ship(order) for order in orders],
        *[lambda: place({sku: 1})] * 4,
        *[lambda: change_condition(by=None, sku=sku, units=1, origin=home(), condition="damaged", at=NOW, note="x")]
        * 4,
    )

    assert stock_of(sku) == (22, 4)
    assert sum(balances_of(sku).values()) == 26
    assert breaches() == []


# --- Bundles ----------------------------------------------------------------------------------------------------
def test_the_last_unit_is_sold_alone_or_in_a_bundle(breaches: Breaches) -> None:
    apple, jam = stocked_sku(units=1), stocked_sku(units=5)
    box = bundle({apple: 1, jam: 1})

    met = meet(lambda: place({box: 1}), lambda: place({apple: 1}), after='INSERT INTO "inventory_reservation"')

    assert isinstance(met.first, Order)
    assert isinstance(met.second, OutOfStock)
    assert met.waited
    assert (stock_of(apple), stock_of(jam)) == ((1, 1), (5, 1))
    assert breaches() == []


def test_the_control_looking_first_sells_it_twice() -> None:
    apple = stocked_sku(units=1)
    box = bundle({apple: 1})

    met = meet(careless_sale(box, apple, "A"), careless_sale(apple, apple, "B"), after='FROM "catalog_sku"')

    assert (met.first, met.second, met.waited) == (None, None, False)
    assert (Reservation.objects.count(), stock_of(apple)) == (2, (1, 1))


def test_bundles_that_share_components_never_wait_in_a_circle(breaches: Breaches) -> None:
    apple, jam = stocked_sku(units=20), stocked_sku(units=20)
    one, other = bundle({apple: 1, jam: 2}), bundle({jam: 1, apple: 2})

    results = crowd(*[lambda: place({one: 1, jam: 1}), lambda: place({apple: 1, other: 1})] * 4)

    assert {type(result) for result in results} == {Order}
    assert (stock_of(apple), stock_of(jam)) == ((20, 16), (20, 16))
    assert breaches() == []


def test_two_bundles_do_not_contain_each_other(breaches: Breaches) -> None:
    one, other = make_sku(), make_sku()

    met = meet(
        lambda: set_components(by=None, sku=one, components={other.pk: 1}),
        lambda: set_components(by=None, sku=other, components={one.pk: 1}),
        after='INSERT INTO "catalog_skucomponent"',
    )

    assert met.first is None
    assert type(met.second).__name__ == "StillInUse"
    assert met.waited
    assert breaches() == []


# --- Quotas -----------------------------------------------------------------------------------------------------
def test_a_quota_is_not_exceeded_by_two_skus_at_once(breaches: Breaches) -> None:
    small, large = stocked_sku(units=50), stocked_sku(units=50)
    save_quota(by=None, name="产季", limit=1, sku_ids=[small.pk, large.pk])

    met = meet(lambda: place({small: 1}), lambda: place({large: 1}), after='UPDATE "inventory_quota"')

    assert isinstance(met.first, Order)
    assert isinstance(met.second, OutOfStock)
    assert met.waited
    assert (Quota.objects.get().used, stock_of(small), stock_of(large)) == (1, (50, 1), (50, 0))
    assert breaches() == []


def test_the_control_looking_first_exceeds_the_quota() -> None:
    small, large = stocked_sku(units=50), stocked_sku(units=50)
    quota = save_quota(by=None, name="产季", limit=1, sku_ids=[small.pk, large.pk])

    def careless(sku: Sku) -> Callable[[], None]:
        @transaction.atomic
        def claim() -> None:
            if Quota.objects.get(pk=quota.pk).left < 1:
                raise OutOfStock(sku_id=sku.pk, available=0)
            QuotaUse.objects.create(quota=quota, sku=sku, reference=sku.code, quantity=1, expires_at=NOW)

        return claim

    met = meet(careless(small), careless(large), after='FROM "inventory_quota"')

    assert (met.first, met.second, met.waited) == (None, None, False)
    assert QuotaUse.objects.count() == 2


# --- What goes away -----------------------------------------------------------------------------------------------
def test_what_is_being_written_off_is_not_sold(breaches: Breaches) -> None:
    sku = stocked_sku(units=1)

    met = meet(
        lambda: write_off(by=None, sku=sku, units=1, origin=home(), reason="lost", at=NOW, note="x"),
        lambda: place({sku: 1}),
        after='UPDATE "inventory_stockitem"',
    )

    assert isinstance(met.first, StockMovement)
    assert isinstance(met.second, OutOfStock)
    assert met.waited
    assert (stock_of(sku), balances_of(sku)) == ((0, 0), {})
    assert breaches() == []


def test_what_is_being_sold_is_not_written_off(breaches: Breaches) -> None:
    sku = stocked_sku(units=1)

    met = meet(
        lambda: place({sku: 1}),
        lambda: write_off(by=None, sku=sku, units=1, origin=home(), reason="lost", at=NOW, note="x"),
        after='UPDATE "inventory_stockitem"',
    )

    assert isinstance(met.first, Order)
    assert isinstance(met.second, StockBelowReserved)
    assert met.waited
    assert (stock_of(sku), balances_of(sku)) == ((1, 1), {(MAIN, "", "sellable"): 1})
    assert breaches() == []


def test_the_control_writing_off_by_a_look_takes_what_was_sold() -> None:
    sku = stocked_sku(units=1)

    @transaction.atomic
    def careless() -> None:
        if StockItem.objects.get(pk=sku.pk).available >= 1:
            Balance.objects.filter(stock=sku.pk).update(on_hand=F("on_hand") - 1)

    met = meet(careless, lambda: place({sku: 1}), after='FROM "inventory_stockitem"')

    assert met.first is None
    assert isinstance(met.second, Order)
    assert (stock_of(sku), balances_of(sku)) == ((1, 1), {})  # sold, and not there


# --- Expiry -----------------------------------------------------------------------------------------------------
MIDNIGHT = datetime(2026, 10, 3, tzinfo=ZoneInfo("Asia/Shanghai"))


def old_and_fresh() -> Sku:
    """One unit that has expired at MIDNIGHT, one that has not."""
    sku = dated_sku(units=1, expires_on=date(2026, 10, 2))
    receive(by=None, sku=sku, units=1, lot=LotData(code="L2", expires_on=date(2026, 12, 1)), at=NOW)
    return sku


def test_after_midnight_only_the_fresh_unit_is_sold(breaches: Breaches) -> None:
    sku = old_and_fresh()

    met = meet(
        lambda: place({sku: 1}, at=MIDNIGHT),
        lambda: place({sku: 1}, at=MIDNIGHT),
        after='INSERT INTO "inventory_reservation"',
    )

    assert isinstance(met.first, Order)
    assert isinstance(met.second, OutOfStock)
    assert stock_of(sku) == (2, 1)
    assert breaches() == []


def test_a_lot_that_is_found_to_be_too_old_is_not_sold_at_the_same_moment(breaches: Breaches) -> None:
    sku = dated_sku(units=1, expires_on=date(2026, 12, 1))
    lot = Lot.objects.get()

    met = meet(
        lambda: revise_lot(by=None, lot=lot, produced_on=None, expires_on=date(2026, 9, 1)),
        lambda: place({sku: 1}),
        after='UPDATE "inventory_lot"',
    )

    assert met.first is None
    assert isinstance(met.second, OutOfStock)
    assert met.waited
    assert breaches() == []


def test_the_control_asking_for_the_date_before_the_lock_sells_it() -> None:
    sku = dated_sku(units=1, expires_on=date(2026, 12, 1))
    lot = Lot.objects.get()

    @transaction.atomic
    def correct() -> None:
        Lot.objects.filter(pk=lot.pk).update(expires_on=date(2026, 9, 1))

    met = meet(careless_sale(sku, sku, "A"), correct, after='FROM "catalog_sku"')

    assert (met.first, met.second) == (None, None)
    assert (stock_of(sku), available([sku.pk], at=NOW + timedelta(hours=1))[sku.pk]) == ((1, 1), 0)


def test_what_is_found_damaged_is_not_sold(breaches: Breaches) -> None:
    sku = stocked_sku(units=1)
    spot = home()

    met = meet(
        lambda: change_condition(
            by=None, sku=sku, units=1, origin=spot, condition=Condition.DAMAGED, at=NOW, note="磕了"
        ),
        lambda: place({sku: 1}),
        after='UPDATE "inventory_stockitem"',
    )

    assert isinstance(met.second, OutOfStock)
    assert met.waited
    assert Place.objects.count() == 1
    assert breaches() == []
