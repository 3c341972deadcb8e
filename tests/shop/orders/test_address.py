"""Another address before anything has left, and orders that are fetched."""

from datetime import timedelta

import pytest

from shop.core.models import OutboxEvent
from shop.customers.rules import ContactData
from shop.inventory.enums import PlaceKind
from shop.inventory.models import Place
from shop.inventory.operations import save_place, transfer
from shop.orders.deposits import DepositPlan
from shop.orders.enums import DepositKind, OrderStatus
from shop.orders.errors import FreightDiffers, OrderNotInState
from shop.orders.events import OrderReaddressed
from shop.orders.models import Order
from shop.orders.operations import change_address, hand_over_order, ship_order
from shop.orders.rules import LONGEST_WORK
from shop.orders.wishes import Wishes
from shop.payments.handlers import refund_freight_difference
from shop.payments.models import Refund
from shop.shipping.errors import NotDelivered, RegionUnknown
from shop.shipping.operations import ZoneData
from tests.factories import NOW
from tests.factories.customers import address
from tests.factories.inventory import balances_of, home, stock_of, stocked_sku
from tests.factories.orders import paid_order, place, ship
from tests.factories.payments import pay
from tests.factories.shipping import make_template, rest
from tests.factories.staff import UserFactory

pytestmark = pytest.mark.django_db

NEARER = {"province": "浙江省", "city": "杭州市", "district": "西湖区"}
FARTHER = {"province": "云南省", "city": "大理白族自治州", "district": "大理市"}
NOWHERE = {"province": "西藏自治区", "city": "拉萨市", "district": "城关区"}


@pytest.fixture
def order() -> Order:
    """Paid: one thing of ¥60 and ¥10 of freight to Shanghai."""
    make_template(
        rest(1500),
        ZoneData(regions=("31",), first_fen=1000),
        ZoneData(regions=("33",), first_fen=600),
        ZoneData(regions=("54",), delivers=False),
    )
    return paid_order({stocked_sku(price_fen=6000): 1}, expected_total_fen=7000)


def entries(order: Order) -> list[str]:
    return [entry.kind for entry in order.entries.all()]


def test_what_costs_the_same_is_only_written_down(order: Order) -> None:
    assert change_address(by=None, order=order, address=address(district="黄浦区", street="新街 2 号"), at=NOW) == 0

    order.refresh_from_db()
    assert (order.region, order.street, order.total_fen) == ("上海市 黄浦区", "新街 2 号", 7000)
    assert order.entries.last().text == "上海市 静安区 → 上海市 黄浦区"  # type: ignore[union-attr]
    assert not OutboxEvent.objects.filter(name="orders.readdressed").exists()


def test_between_deposit_and_balance_the_sum_stays_as_agreed() -> None:
    make_template(rest(1500), ZoneData(regions=("31",), first_fen=1000), ZoneData(regions=("33",), first_fen=600))
    plan = DepositPlan(kind=DepositKind.EARNEST, amount_fen=1000)
    order = paid_order({stocked_sku(price_fen=6000): 1}, expected_total_fen=7000, deposit=plan)

    assert change_address(by=None, order=order, address=address(district="黄浦区"), at=NOW) == 0
    for elsewhere in (NEARER, FARTHER):
        with pytest.raises(FreightDiffers):
            change_address(by=None, order=order, address=address(**elsewhere), at=NOW)
    assert change_address(by=UserFactory(), order=order, address=address(**FARTHER), at=NOW, bear=True) == 500
    with pytest.raises(OrderNotInState):
        change_address(by=None, order=order, address=address(), at=NOW + LONGEST_WORK + timedelta(seconds=1))

    order.refresh_from_db()
    assert (order.status, order.province, order.total_fen) == (OrderStatus.DEPOSIT, "云南省", 7000)


def test_what_costs_less_goes_back_once(order: Order) -> None:
    assert change_address(by=None, order=order, address=address(**NEARER), at=NOW) == -400

    event = OrderReaddressed(**OutboxEvent.objects.get(name="orders.readdressed").payload)
    refund_freight_difference(event)
    refund_freight_difference(event)
    assert Refund.objects.get().amount_fen == 400


def test_what_costs_more_is_borne_by_the_shop_or_refused(order: Order) -> None:
    with pytest.raises(FreightDiffers, match=r"5\.00"):
        change_address(by=None, order=order, address=address(**FARTHER), at=NOW)
    order.refresh_from_db()
    assert (order.province, entries(order)) == ("上海市", ["placed", "paid"])

    assert change_address(by=None, order=order, address=address(**FARTHER), at=NOW, bear=True) == 500
    order.refresh_from_db()
    assert (order.province, order.total_fen) == ("云南省", 7000)


def test_nothing_goes_where_nothing_is_sent(order: Order) -> None:
    with pytest.raises(NotDelivered):
        change_address(by=None, order=order, address=address(**NOWHERE), at=NOW, bear=True)
    with pytest.raises(RegionUnknown):
        change_address(by=None, order=order, address=address(province="Atlantis"), at=NOW, bear=True)

    order.refresh_from_db()
    assert order.province == "上海市"


def test_an_unpaid_order_keeps_its_total() -> None:
    make_template(rest(1500), ZoneData(regions=("31",), first_fen=1000))
    order = place({stocked_sku(price_fen=6000): 1}, expected_total_fen=7000)

    with pytest.raises(FreightDiffers):
        change_address(by=None, order=order, address=address(**FARTHER), at=NOW, bear=True)
    change_address(by=None, order=order, address=address(street="新街 2 号"), at=NOW)
    with pytest.raises(OrderNotInState):
        change_address(by=None, order=order, address=address(), at=NOW + timedelta(days=1))

    order.refresh_from_db()
    assert (order.province, order.street) == ("上海市", "新街 2 号")


def test_what_has_left_goes_where_it_goes(order: Order) -> None:
    ship(order)

    with pytest.raises(OrderNotInState):
        change_address(by=None, order=order, address=address(**NEARER), at=NOW)


# --- Fetched --------------------------------------------------------------------------------------------
@pytest.fixture
def store() -> Place:
    return save_place(by=None, name="镇上小店", kind=PlaceKind.SHOP, address="霞光路 1 号", offers_pickup=True)


def fetched(store: Place) -> Order:
    contact = ContactData(phone="13800138000", recipient="林晓")
    return place({stocked_sku(units=4): 2}, address=contact, wishes=Wishes(pickup_place=store))


def test_an_order_is_handed_over_once(store: Place) -> None:
    order = fetched(store)
    with pytest.raises(OrderNotInState):
        hand_over_order(by=None, order=order, at=NOW)
    pay(order)

    hand_over_order(by=None, order=order, at=NOW)

    order.refresh_from_db()
    line = order.lines.get()
    assert (order.status, order.shipped_at, order.completed_at) == (OrderStatus.COMPLETED, NOW, NOW)
    assert (stock_of(line.sku), line.shipped_quantity) == ((2, 0), 2)
    assert entries(order) == ["placed", "paid", "shipped", "completed"]
    with pytest.raises(OrderNotInState):
        hand_over_order(by=None, order=order, at=NOW)


def test_the_goods_leave_the_place_itself_if_it_has_them(store: Place) -> None:
    order = fetched(store)
    sku = order.lines.get().sku
    transfer(by=None, sku=sku, units=3, origin=home(), to=store, at=NOW)
    pay(order)

    hand_over_order(by=None, order=order, at=NOW)

    assert {place: units for (place, _lot, _condition), units in balances_of(sku).items()}["镇上小店"] == 1


def test_what_is_fetched_goes_into_no_parcel(store: Place) -> None:
    order = fetched(store)
    pay(order)

    with pytest.raises(OrderNotInState):
        ship_order(by=None, order=order, carrier="sf", tracking_number="SF123456", at=NOW)

    order.refresh_from_db()
    assert order.status == OrderStatus.PAID
