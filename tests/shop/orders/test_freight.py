"""What it costs to send an order is said before, charged, and kept with it."""

from datetime import date
from typing import Any

import pytest

from shop.core.errors import InvalidInput
from shop.customers.rules import AddressData, ContactData
from shop.inventory.enums import PlaceKind
from shop.inventory.models import Place
from shop.inventory.operations import receive, save_place
from shop.orders.errors import TotalChanged
from shop.orders.models import Order
from shop.orders.operations import add_to_cart
from shop.orders.queries import quote_cart
from shop.orders.wishes import Wishes
from shop.shipping.errors import NotDelivered, RegionUnknown
from shop.shipping.operations import ZoneData, assign_template
from tests.factories import NOW
from tests.factories.customers import CustomerFactory, address
from tests.factories.inventory import stocked_sku
from tests.factories.orders import place
from tests.factories.shipping import make_template, rest

pytestmark = pytest.mark.django_db

XINJIANG = {"province": "新疆维吾尔自治区", "city": "乌鲁木齐市", "district": "天山区"}
FAR = ZoneData(regions=("65",), delivers=False)


def far(**changes: Any) -> AddressData:
    return address(**{**XINJIANG, **changes})


def test_freight_is_part_of_the_total_and_falls_on_the_lines() -> None:
    make_template(rest(1000, more_fen=100), FAR)
    apples, pears = stocked_sku(price_fen=6000), stocked_sku(price_fen=3000)

    order = place({apples: 1, pears: 1}, expected_total_fen=10100)

    assert (order.goods_fen, order.freight_fen, order.total_fen) == (9000, 1100, 10100)
    assert [line.freight_fen for line in order.lines.all()] == [733, 367]
    assert order.freight_parts == [{"name": "快递", "basis": "count", "units": 2, "fen": 1100}]


def test_another_freight_than_agreed_is_refused() -> None:
    make_template(rest(1000))
    sku = stocked_sku(price_fen=6000)

    with pytest.raises(TotalChanged):
        place({sku: 1}, expected_total_fen=6000)

    assert not Order.objects.exists()


def test_where_nothing_is_sent_nothing_is_sold() -> None:
    make_template(rest(1000), FAR)
    sku = stocked_sku(price_fen=6000)

    with pytest.raises(NotDelivered, match="新疆维吾尔自治区 乌鲁木齐市 天山区") as refused:
        place({sku: 1}, address=far())

    assert refused.value.field == "province"
    assert sku.full_title in str(refused.value)
    assert not Order.objects.exists()


def test_a_region_nobody_knows_is_asked_for_only_if_it_matters() -> None:
    sku = stocked_sku(price_fen=6000)
    assert place({sku: 1}, address=address(province="Atlantis")).freight_fen == 0
    make_template()

    with pytest.raises(RegionUnknown):
        place({sku: 1}, address=address(province="Atlantis"))


def test_the_cart_knows_the_freight_once_it_knows_where_to() -> None:
    make_template(rest(1000, free_from_fen=20000), FAR)
    sku, customer = stocked_sku(price_fen=6000), CustomerFactory()
    add_to_cart(customer=customer, sku_id=sku.pk, quantity=2, at=NOW)

    quote = quote_cart(customer=customer, at=NOW)
    assert (quote.needs_region, quote.is_freight_known, quote.total_fen) == (True, False, 12000)

    near, away, fetched = quote.to("310106"), quote.to("650102"), quote.fetched()
    assert (near.is_freight_known, near.freight_fen, near.total_fen, near.free_in_fen) == (True, 1000, 13000, 8000)
    assert (away.is_freight_known, away.undelivered, away.no_delivery != "") == (False, list(away.lines), True)
    assert (fetched.is_freight_known, fetched.total_fen) == (True, 12000)


def test_places_are_charged_each_where_the_template_says_so() -> None:
    make_template(rest(1000), by_place=True)
    first, second = stocked_sku(price_fen=6000), stocked_sku(price_fen=3000)
    orchard = save_place(by=None, name="果园", kind=PlaceKind.ORCHARD)
    receive(by=None, sku=second, units=50, place=orchard, at=NOW)

    order = place({first: 1, second: 1}, expected_total_fen=11000)

    assert order.freight_fen == 2000
    assert [part["fen"] for part in order.freight_parts] == [1000, 1000]


def test_kinds_of_goods_are_parcels_of_their_own() -> None:
    make_template(rest(1000), name="快递")
    cold = make_template(rest(2500), name="冷链")
    fruit, jam = stocked_sku(price_fen=6000), stocked_sku(price_fen=3000)
    assign_template(by=None, products=[fruit.product], template=cold)

    order = place({fruit: 1, jam: 1}, expected_total_fen=12500)

    assert sorted((part["name"], part["fen"]) for part in order.freight_parts) == [("冷链", 2500), ("快递", 1000)]


# --- Wishes ---------------------------------------------------------------------------------------------
@pytest.fixture
def store() -> Place:
    return save_place(by=None, name="镇上小店", kind=PlaceKind.SHOP, address="霞光路 1 号", offers_pickup=True)


def test_what_is_fetched_needs_a_name_and_no_address_and_costs_no_freight(store: Place) -> None:
    make_template(rest(1000))
    sku = stocked_sku(price_fen=6000)

    order = place(
        {sku: 1}, address=ContactData(phone="13800138000", recipient="林晓"), wishes=Wishes(pickup_place=store)
    )

    assert (order.pickup_place, order.recipient, order.province, order.street) == (store, "林晓", "", "")
    assert (order.needs_shipping, order.freight_fen, order.total_fen) == (True, 0, 6000)
    assert not order.customer.addresses.exists()


def test_a_day_and_a_card_are_kept() -> None:
    order = place(wishes=Wishes(delivery_on=date(2026, 10, 5), gift_text=" 生日快乐\r\n爱你 "))

    assert (order.delivery_on, order.gift_text) == (date(2026, 10, 5), "生日快乐\n爱你")


@pytest.mark.parametrize(
    ("wishes", "field"),
    [
        ({"delivery_on": date(2026, 10, 2)}, "delivery_on"),
        ({"delivery_on": date(2026, 12, 1)}, "delivery_on"),
        ({"gift_text": "x" * 201}, "gift_text"),
        ({"gift_text": "\x07"}, "gift_text"),
    ],
)
def test_wishes_that_cannot_be_promised(wishes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        place(wishes=Wishes(**wishes))

    assert refused.value.field == field
    assert not Order.objects.exists()


def test_it_is_not_fetched_where_nobody_hands_it_over(store: Place) -> None:
    Place.objects.filter(pk=store.pk).update(offers_pickup=False)

    with pytest.raises(InvalidInput) as refused:
        place(address=ContactData(phone="13800138000", recipient="林晓"), wishes=Wishes(pickup_place=store))

    assert refused.value.field == "pickup_place"


def test_whoever_fetches_it_has_a_name(store: Place) -> None:
    with pytest.raises(InvalidInput) as refused:
        place(address=ContactData(phone="13800138000"), wishes=Wishes(pickup_place=store))

    assert refused.value.field == "recipient"


def test_a_place_to_fetch_things_at_has_an_address() -> None:
    with pytest.raises(InvalidInput) as refused:
        save_place(by=None, name="店", kind=PlaceKind.SHOP, offers_pickup=True)

    assert refused.value.field == "address"
    assert not Place.objects.for_pickup().exists()
