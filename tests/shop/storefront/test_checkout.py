"""The checkout without JavaScript: regions, freight, pasted addresses, fetching, cards; and the address book."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shop.catalog.operations import change_price
from shop.customers.models import Address
from shop.inventory.enums import PlaceKind
from shop.inventory.operations import save_place
from shop.orders.models import Order
from shop.shipping.operations import ZoneData
from tests.factories.inventory import stocked_sku
from tests.factories.payments import pay
from tests.factories.shipping import make_template, rest
from tests.shop.storefront.conftest import ADDRESS, Shopper, hidden_fields

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

CHECKOUT, BOOK = reverse("storefront:checkout"), reverse("storefront:addresses")
FAR = {"province": "新疆维吾尔自治区", "city": "乌鲁木齐市", "district": "天山区"}


@pytest.fixture
def buyer(shopper: Shopper) -> Shopper:
    """Somebody with one thing of ¥68 in the cart."""
    shopper.add(stocked_sku(price_fen=6800))
    return shopper


def pick(buyer: Shopper, what: str, **changes: Any) -> str:
    form = {**buyer.checkout_form(), **changes, "pick": what}
    return buyer.client.post(CHECKOUT, form).content.decode()


def agreed(page: str) -> str:
    return hidden_fields(page)["expected_total_fen"]


def test_the_lists_follow_each_other(buyer: Shopper) -> None:
    page = pick(buyer, "region", province="浙江省", city="", district="", street="文三路")
    assert '<option value="杭州市">' in page
    assert 'value="文三路"' in page

    page = pick(buyer, "region", province="浙江省", city="杭州市", district="静安区")
    assert '<option value="西湖区">' in page
    assert "静安区" not in page

    # A municipality is a city of itself; where there is no list one types.
    assert '<option value="静安区">' in pick(buyer, "region", province="上海市", city="", district="")
    assert '<input type="text" name="city"' in pick(buyer, "region", province="台湾省", city="台北", district="")
    assert not Order.objects.exists()


def test_the_product_says_what_sending_it_costs(shopper: Shopper) -> None:
    product = stocked_sku(price_fen=6800).product
    assert "Delivery is included" in shopper.get(product.get_absolute_url()).content.decode()
    make_template(rest(1000, free_from_fen=9900), ZoneData(regions=("65", "5401"), delivers=False))

    page = shopper.get(product.get_absolute_url()).content.decode()

    assert "Delivery costs ¥10 or more, by region. Free from ¥99 on. Not sent to 新疆、西藏 拉萨." in page
    assert "Delivery is included" not in page


def test_freight_is_said_before_it_is_charged(buyer: Shopper) -> None:
    make_template(rest(1000), ZoneData(regions=("31",), first_fen=600))
    first = buyer.client.get(CHECKOUT).content.decode()
    assert ("Depends on where to" in first, agreed(first)) == (True, "6800")

    page = pick(buyer, "region")
    assert agreed(page) == "7400"
    assert "¥74.00" in page

    buyer.client.post(CHECKOUT, {**buyer.checkout_form(), "expected_total_fen": "7400"})
    assert Order.objects.get().total_fen == 7400


def test_freight_that_nobody_could_say_is_asked_about(buyer: Shopper) -> None:
    make_template(rest(1000))

    page = buyer.client.post(CHECKOUT, buyer.checkout_form())

    assert page.status_code == 409
    assert "Delivery to this address costs ¥10.00" in page.content.decode()
    assert agreed(page.content.decode()) == "7800"
    assert not Order.objects.exists()


def test_no_delivery_is_said_before_paying(buyer: Shopper) -> None:
    make_template(rest(1000), ZoneData(regions=("65",), delivers=False))

    page = pick(buyer, "region", **FAR)

    assert "We do not send" in page
    assert "disabled" in page
    sent = buyer.client.post(CHECKOUT, {**buyer.checkout_form(), **FAR})
    assert sent.status_code == 400
    assert not Order.objects.exists()


def test_a_pasted_address_is_filled_in(buyer: Shopper) -> None:
    page = pick(buyer, "paste", pasted="王小明 13900139000 浙江省杭州市西湖区文三路100号", recipient="", street="")

    assert 'value="王小明"' in page
    assert 'value="13900139000"' in page
    assert '<option value="西湖区" selected>' in page
    assert "Please look it through" in page
    assert "Not found in it: Mobile number" in pick(buyer, "paste", pasted="王小明 杭州市西湖区文三路100号")


def test_a_typed_city_that_is_none_is_refused(buyer: Shopper) -> None:
    page = buyer.client.post(CHECKOUT, {**buyer.checkout_form(), "city": "亚特兰蒂斯", "district": ""})
    assert "Choose one from the list." in page.content.decode()

    buyer.client.post(CHECKOUT, {**buyer.checkout_form(), "city": "上海", "district": "静安"})
    assert Order.objects.get().region == "上海市 静安区"


def test_fetching_it_needs_no_address(buyer: Shopper) -> None:
    make_template(rest(1000))
    store = save_place(by=None, name="镇上小店", kind=PlaceKind.SHOP, address="霞光路 1 号", offers_pickup=True)

    page = pick(buyer, "way", way=str(store.pk))
    assert ('name="street"' in page, agreed(page)) == (False, "6800")

    form = {name: value for name, value in buyer.checkout_form().items() if name not in {*FAR, "street"}}
    there = buyer.client.post(CHECKOUT, {**form, "way": str(store.pk)}, follow=True)
    order = Order.objects.get()
    assert (order.pickup_place, order.street) == (store, "")
    assert there.status_code == 200
    page = buyer.get(order.get_absolute_url()).content.decode()
    assert "Where you fetch it" in page
    pay(order)
    page = buyer.get(order.get_absolute_url()).content.decode()
    assert "Fetch it at 镇上小店, 霞光路 1 号" in page
    assert "tracking number" not in page
    assert "霞光路 1 号" in page


def test_a_card_and_a_day_reach_the_order(buyer: Shopper) -> None:
    form = {**buyer.checkout_form(), "gift_text": "生日快乐", "delivery_on": "2026-10-09"}
    buyer.client.post(CHECKOUT, form)

    order = Order.objects.get()
    assert (order.gift_text, str(order.delivery_on)) == ("生日快乐", "2026-10-09")
    page = buyer.get(order.get_absolute_url()).content.decode()
    assert "生日快乐" in page
    assert "Not before" in page


def test_a_day_too_soon_is_refused_at_its_field(buyer: Shopper) -> None:
    page = buyer.client.post(CHECKOUT, {**buyer.checkout_form(), "delivery_on": "2026-10-01"})

    assert (page.status_code, "Choose a day from" in page.content.decode()) == (400, True)


@pytest.mark.parametrize(("price_fen", "words"), [(7500, "The price has gone up: ¥68"), (6000, "Cheaper now: ¥68")])
def test_a_changed_price_is_said_plainly(shopper: Shopper, price_fen: int, words: str) -> None:
    sku = stocked_sku(price_fen=6800)
    shopper.add(sku)
    assert words not in shopper.get(reverse("storefront:cart")).content.decode()
    change_price(by=None, sku=sku, price_fen=price_fen, expected_fen=6800)

    for address in (reverse("storefront:cart"), CHECKOUT):
        assert words in shopper.get(address).content.decode()
    # Put in again, it is known.
    shopper.add(sku, 2)
    assert words not in shopper.get(reverse("storefront:cart")).content.decode()


# --- The address book -----------------------------------------------------------------------------------
def saved(shopper: Shopper, **changes: str) -> Address:
    shopper.client.post(reverse("storefront:address_add"), {**ADDRESS, **changes})
    return Address.objects.latest("pk")


def test_addresses_are_kept_changed_and_put_in_order(shopper: Shopper) -> None:
    assert "No address yet" in shopper.get(BOOK).content.decode()
    first, second = saved(shopper), saved(shopper, recipient="赵婶")
    assert saved(shopper, recipient="赵婶") == second

    shopper.client.post(reverse("storefront:address", args=[second.pk]), {**ADDRESS, "recipient": "赵阿姨"})
    shopper.client.post(reverse("storefront:address_prefer", args=[first.pk]))

    page = shopper.get(BOOK).content.decode()
    assert page.index("林晓") < page.index("赵阿姨")
    assert Address.objects.filter(is_default=True).get() == first


def test_a_removed_address_can_be_put_back(shopper: Shopper) -> None:
    row = saved(shopper)

    page = shopper.client.post(reverse("storefront:address_remove", args=[row.pk]), follow=True)
    assert "was removed" in page.content.decode()
    assert not Address.objects.exists()

    shopper.client.post(reverse("storefront:address_undo"))
    assert Address.objects.get().street == "南京西路 1 号"


def test_addresses_of_others_do_not_exist(shopper: Shopper) -> None:
    row = saved(shopper)
    other = Client()

    assert other.get(reverse("storefront:address", args=[row.pk])).status_code == 404
    for name in ("address_remove", "address_prefer"):
        other.post(reverse(f"storefront:{name}", args=[row.pk]))
    assert Address.objects.get(pk=row.pk).is_default is False


def test_the_one_proposed_first_is_in_the_checkout(buyer: Shopper) -> None:
    saved(buyer, recipient="赵婶")
    buyer.client.post(reverse("storefront:address_prefer", args=[Address.objects.get().pk]))
    saved(buyer, recipient="林晓")

    assert 'value="赵婶"' in buyer.client.get(CHECKOUT).content.decode()
