"""What selling draws on: bundles, lots by expiry, safety stock, quotas, goods without stock."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from shop.catalog.events import PriceChanged
from shop.catalog.models import Sku, SkuComponent
from shop.core.errors import InvalidInput
from shop.core.models import OutboxEvent
from shop.inventory.errors import NotFresh, OutOfStock, StillInUse
from shop.inventory.handlers import open_stock_of_sku
from shop.inventory.models import Quota, QuotaUse, Reservation, StockItem, StockMovement
from shop.inventory.operations import (
    LotData,
    confirm,
    end_quota,
    fulfil,
    receive,
    reclaim,
    release,
    reserve,
    save_quota,
    set_components,
    set_levels,
    set_stocked,
    transfer,
)
from shop.inventory.queries import UNLIMITED, available, low_stock, next_release
from tests.factories import NOW
from tests.factories.catalog import make_sku
from tests.factories.inventory import balances_of, bundle, dated_sku, home, make_place, stock_of, stocked_sku
from tests.factories.orders import paid_order, ship

pytestmark = pytest.mark.django_db

DEADLINE = NOW + timedelta(minutes=30)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def hold(quantities: dict[Sku, int], reference: str = "A", at: datetime = NOW) -> None:
    with transaction.atomic():
        reserve(
            quantities={sku.pk: units for sku, units in quantities.items()},
            reference=reference,
            expires_at=at + timedelta(minutes=30),
            at=at,
        )


def refused(quantities: dict[Sku, int], at: datetime = NOW) -> tuple[int, int]:
    before = (list(StockItem.objects.order_by("pk").values()), Reservation.objects.count(), QuotaUse.objects.count())
    with pytest.raises(OutOfStock) as refusal:
        hold(quantities, "refused", at)
    assert (
        list(StockItem.objects.order_by("pk").values()),
        Reservation.objects.count(),
        QuotaUse.objects.count(),
    ) == before
    return refusal.value.sku_id, refusal.value.available


def free(sku: Sku, at: datetime = NOW) -> int:
    return available([sku.pk], at=at)[sku.pk]


def test_a_sku_gets_its_stock_row_when_it_is_made_and_only_once() -> None:
    sku, bought = make_sku(), stocked_sku(units=3)

    for made in (sku, sku, bought):
        open_stock_of_sku(PriceChanged(sku_id=made.pk, product_id=made.product_id))
    open_stock_of_sku(PriceChanged(sku_id=0, product_id=0))

    assert (stock_of(sku), stock_of(bought), StockItem.objects.count()) == ((0, 0), (3, 0), 2)
    assert StockItem.objects.get(pk=sku.pk).is_plain


# --- Bundles ----------------------------------------------------------------------------------------------------
def test_a_bundle_draws_on_its_components() -> None:
    apple, jam = stocked_sku(units=10), stocked_sku(units=7)
    box = bundle({apple: 2, jam: 3})

    assert free(box) == 2
    hold({box: 2})

    assert (stock_of(apple), stock_of(jam)) == ((10, 4), (7, 6))
    rows = Reservation.objects.order_by("stock").values_list("sku", "stock", "quantity")
    assert list(rows) == [(box.pk, apple.pk, 4), (box.pk, jam.pk, 6)]
    assert refused({box: 1}) == (box.pk, 0)
    assert free(apple) == 6


def test_a_bundle_and_its_component_in_one_order_share_the_stock() -> None:
    apple = stocked_sku(units=6)
    box = bundle({apple: 2})

    assert refused({box: 2, apple: 3}) == (apple.pk, 2)
    hold({box: 2, apple: 2})

    assert stock_of(apple) == (6, 6)
    assert Reservation.objects.filter(stock=apple.pk).count() == 2


def test_a_shipped_bundle_moves_its_components() -> None:
    apple, jam = stocked_sku(units=10), stocked_sku(units=7)
    order = paid_order({bundle({apple: 2, jam: 3}): 1})

    ship(order)

    assert (stock_of(apple), stock_of(jam)) == ((8, 0), (4, 0))
    moved = StockMovement.objects.filter(reference=order.number).order_by("stock").values_list("stock", "delta")
    assert list(moved) == [(apple.pk, -2), (jam.pk, -3)]


def test_what_a_bundle_was_made_of_when_sold_is_what_is_shipped() -> None:
    apple, jam = stocked_sku(units=10), stocked_sku(units=10)
    box = bundle({apple: 2})
    order = paid_order({box: 1})

    set_components(by=None, sku=box, components={jam.pk: 5})
    ship(order)

    assert (stock_of(apple), stock_of(jam)) == ((8, 0), (10, 0))


def test_a_lost_bundle_is_held_anew_by_what_it_is_made_of_now() -> None:
    apple, jam = stocked_sku(units=2), stocked_sku(units=10)
    box = bundle({apple: 2})
    hold({box: 1})
    hold({apple: 2}, "rival", at=DEADLINE)
    set_components(by=None, sku=box, components={jam.pk: 5})

    assert confirm(reference="A") is False
    reclaim(promised={"A": {box.pk: 1}}, expires_at=DEADLINE, at=DEADLINE)

    assert (stock_of(apple), stock_of(jam)) == ((2, 2), (10, 5))
    states = Reservation.objects.filter(reference="A").order_by("id").values_list("stock", "state")
    assert list(states) == [(apple.pk, "released"), (jam.pk, "confirmed")]


def test_components_are_goods_with_stock_and_one_level_deep() -> None:
    apple, outer, without = stocked_sku(), make_sku(), make_sku(is_stocked=False)
    box = bundle({apple: 2})

    for components in ({box.pk: 1}, {without.pk: 1}, {outer.pk: 1}, {apple.pk: 0}, {apple.pk: 1001}, {0: 1}):
        with pytest.raises(InvalidInput):
            set_components(by=None, sku=outer, components=components)
    for sku in (apple, make_sku(), without):
        error = InvalidInput if sku == without else StillInUse
        components = {make_sku().pk: 1}
        if sku.pk not in {apple.pk, without.pk}:
            receive(by=None, sku=sku, units=1, at=NOW)
        with pytest.raises(error):
            set_components(by=None, sku=sku, components=components)

    assert list(SkuComponent.objects.values_list("sku", "component", "quantity")) == [(box.pk, apple.pk, 2)]


def test_without_components_it_has_its_own_stock_again() -> None:
    apple = stocked_sku()
    box = bundle({apple: 2})

    set_components(by=None, sku=box, components={})
    receive(by=None, sku=box, units=3, at=NOW)

    assert (free(box), stock_of(box), StockItem.objects.get(pk=box.pk).is_plain) == (3, (3, 0), True)


def test_stock_of_a_component_is_news_about_the_bundle() -> None:
    apple = stocked_sku()
    box = bundle({apple: 2})
    OutboxEvent.objects.all().delete()

    receive(by=None, sku=apple, units=1, at=NOW)

    told = {event.payload["sku_id"] for event in OutboxEvent.objects.filter(name="inventory.stock_changed")}
    assert told == {apple.pk, box.pk}


# --- Goods without stock ----------------------------------------------------------------------------------------
def test_goods_without_stock_are_never_sold_out() -> None:
    course, apple = make_sku(is_stocked=False), stocked_sku(units=3)

    hold({course: 500, apple: 1})

    assert free(course) == UNLIMITED
    assert list(Reservation.objects.values_list("sku", flat=True)) == [apple.pk]
    assert confirm(reference="A") is True
    fulfil(by=None, reference="A", at=NOW)
    assert stock_of(apple) == (2, 0)


def test_an_order_of_goods_without_stock_goes_its_way() -> None:
    order = ship(paid_order({make_sku(is_stocked=False): 2}))

    assert order.status == "shipped"
    assert not Reservation.objects.exists()


def test_what_was_sold_stays_with_or_without_stock() -> None:
    sold, fresh, full = make_sku(is_stocked=False), make_sku(), stocked_sku()
    paid_order({sold: 1})

    for sku, is_stocked in ((sold, True), (full, False)):
        with pytest.raises(StillInUse):
            set_stocked(by=None, sku=sku, is_stocked=is_stocked)
    assert set_stocked(by=None, sku=fresh, is_stocked=False) is True
    assert set_stocked(by=None, sku=fresh, is_stocked=False) is False
    assert free(fresh) == UNLIMITED


# --- Safety and low stock ---------------------------------------------------------------------------------------
def test_safety_stock_is_not_sold() -> None:
    sku = stocked_sku(units=10)

    set_levels(by=None, sku=sku, safety=4, low_at=None)

    assert free(sku) == 6
    assert refused({sku: 7}) == (sku.pk, 6)
    hold({sku: 6})
    assert stock_of(sku) == (10, 6)


def test_low_is_what_the_sku_says() -> None:
    quick, slow, plain = stocked_sku(units=30), stocked_sku(units=3), stocked_sku(units=5)
    set_levels(by=None, sku=quick, safety=10, low_at=20)
    set_levels(by=None, sku=slow, safety=0, low_at=2)
    bundle({slow: 1})
    make_sku(is_stocked=False)

    assert set(low_stock(at=NOW)) == {quick, plain}


# --- Lots -------------------------------------------------------------------------------------------------------
def test_expired_lots_are_not_sold_from_midnight_on() -> None:
    sku = dated_sku(units=3, expires_on=date(2026, 12, 1))
    receive(by=None, sku=sku, units=2, at=NOW)
    last_moment = datetime(2026, 12, 1, 23, 59, 59, tzinfo=SHANGHAI)
    midnight = datetime(2026, 12, 2, tzinfo=SHANGHAI)

    assert (free(sku, last_moment), free(sku, midnight)) == (5, 2)
    assert refused({sku: 3}, at=midnight) == (sku.pk, 2)
    hold({sku: 2}, at=midnight)
    assert free(sku, midnight) == 0


def test_the_first_to_expire_goes_first_and_what_has_expired_stays() -> None:
    sku = make_sku()
    for code, expires_on, units in (("C", None, 5), ("B", date(2026, 12, 5), 2), ("A", date(2026, 11, 1), 4)):
        receive(by=None, sku=sku, units=units, lot=LotData(code=code, expires_on=expires_on), at=NOW)
    at = datetime(2026, 12, 1, tzinfo=SHANGHAI)
    hold({sku: 3}, at=at)
    confirm(reference="A")

    fulfil(by=None, reference="A", at=at)

    assert balances_of(sku) == {("总仓", "C", "sellable"): 4, ("总仓", "A", "sellable"): 4}
    lots = StockMovement.objects.filter(reference="A").order_by("id").values_list("lot__code", "delta", "balance")
    assert list(lots) == [("B", -2, 0), ("C", -1, 4)]
    assert stock_of(sku) == (8, 0)


def test_goods_that_expired_since_they_were_paid_are_not_shipped() -> None:
    sku = dated_sku(units=3, expires_on=date(2026, 12, 1))
    order = paid_order({sku: 2})

    with pytest.raises(NotFresh):
        ship(order, at=datetime(2026, 12, 2, tzinfo=SHANGHAI))

    assert (stock_of(sku), balances_of(sku)) == ((3, 2), {("总仓", "L1", "sellable"): 3})
    assert Reservation.objects.get().state == "confirmed"


def test_an_order_is_shipped_from_the_place_that_was_named() -> None:
    sku, shop = stocked_sku(units=5), make_place("店")
    transfer(by=None, sku=sku, units=2, origin=home(), to=shop, at=NOW)
    hold({sku: 2})
    hold({sku: 1}, "B")
    for reference in "AB":
        confirm(reference=reference)

    fulfil(by=None, reference="A", at=NOW, place=shop)
    with pytest.raises(NotFresh), transaction.atomic():
        fulfil(by=None, reference="B", at=NOW, place=shop)

    assert (balances_of(sku), stock_of(sku)) == ({("总仓", "", "sellable"): 3}, (3, 1))


def test_the_next_moment_at_which_units_come_or_go_by_themselves() -> None:
    assert next_release(at=NOW) is None
    dated_sku(expires_on=date(2026, 10, 1))
    quota_only = make_sku(is_stocked=False)
    save_quota(by=None, name="名额", limit=2, sku_ids=[quota_only.pk])

    assert next_release(at=NOW) == datetime(2026, 10, 2, tzinfo=SHANGHAI)
    hold({quota_only: 1})
    assert next_release(at=NOW) == DEADLINE


# --- Quotas -----------------------------------------------------------------------------------------------------
def test_a_quota_is_shared() -> None:
    small, large, other = stocked_sku(units=50), stocked_sku(units=50), stocked_sku(units=50)
    quota = save_quota(by=None, name="产季", limit=10, sku_ids=[small.pk, large.pk])

    hold({small: 6, other: 1})

    assert (free(small), free(large), free(other)) == (4, 4, 49)
    assert refused({large: 5}) == (large.pk, 4)
    hold({large: 4}, "B")
    quota.refresh_from_db()
    assert quota.used == 10
    release(reference="A")
    quota.refresh_from_db()
    assert (quota.used, free(large), stock_of(small)) == (4, 6, (50, 0))


def test_a_quota_gives_way_by_time_and_the_late_payer_hears_of_it() -> None:
    small, large = stocked_sku(units=50), stocked_sku(units=50)
    save_quota(by=None, name="产季", limit=10, sku_ids=[small.pk, large.pk])
    hold({small: 8})

    assert (free(large), free(large, DEADLINE)) == (2, 10)
    hold({large: 9}, "B", at=DEADLINE)

    assert confirm(reference="A") is False
    assert confirm(reference="B") is True
    assert Quota.objects.get().used == 9
    with pytest.raises(OutOfStock), transaction.atomic():
        reclaim(promised={"A": {small.pk: 8}}, expires_at=DEADLINE, at=DEADLINE)


def test_what_was_shipped_stays_taken() -> None:
    sku = stocked_sku(units=50)
    quota = save_quota(by=None, name="产季", limit=10, sku_ids=[sku.pk])
    ship(paid_order({sku: 3}))

    with pytest.raises(InvalidInput):
        save_quota(by=None, quota=quota, name="产季", limit=2, sku_ids=[sku.pk])
    save_quota(by=None, quota=quota, name="产季", limit=3, sku_ids=[sku.pk])

    assert free(sku) == 0
    assert QuotaUse.objects.get().state == "fulfilled"
    end_quota(by=None, quota=quota)
    assert free(sku) == 47
    assert StockItem.objects.get(pk=sku.pk).is_plain is True
    assert Quota.objects.get().used == 3


def test_goods_without_stock_have_their_quota_too() -> None:
    course = make_sku(is_stocked=False)
    save_quota(by=None, name="名额", limit=2, sku_ids=[course.pk])

    hold({course: 2})

    assert free(course) == 0
    assert refused({course: 1}) == (course.pk, 0)


@pytest.mark.parametrize("bad", [{"name": " "}, {"name": "产季"}, {"limit": -1}, {"sku_ids": []}])
def test_a_quota_that_cannot_be(bad: dict[str, object]) -> None:
    taken, sku = stocked_sku(), stocked_sku()
    save_quota(by=None, name="产季", limit=5, sku_ids=[taken.pk])

    with pytest.raises(InvalidInput):
        save_quota(**{"by": None, "name": "新", "limit": 5, "sku_ids": [sku.pk], **bad})  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        save_quota(by=None, name="新", limit=5, sku_ids=[sku.pk, taken.pk])

    assert Quota.objects.count() == 1
    assert StockItem.objects.get(pk=sku.pk).is_plain is True


# --- The one answer ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
def test_available_is_one_query(count: int, django_assert_num_queries: object) -> None:
    skus = [stocked_sku(units=4), dated_sku(units=5), bundle({stocked_sku(): 2})][:count]
    ids = [sku.pk for sku in skus]

    with django_assert_num_queries(1):  # type: ignore[operator]
        units = available([*ids, 0], at=NOW)

    assert units == dict(zip(ids, [4, 5, 5][:count], strict=True))
