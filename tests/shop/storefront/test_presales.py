"""Order in advance on the shopper's phone, without JavaScript: deposit, balance, and giving it up."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse

from shop.catalog.models import Sku
from shop.catalog.operations import change_price
from shop.orders.enums import DepositFate, OrderStatus
from shop.orders.models import Order
from shop.presales.models import Presale
from tests.factories.inventory import stocked_sku
from tests.factories.payments import pay
from tests.factories.presales import FROM, called_off, planned, reserved
from tests.factories.wallets import filled
from tests.shop.storefront.conftest import ADDRESS, LATER, Shopper, hidden_fields, text_of

pytestmark = pytest.mark.django_db


def order(shopper: Shopper, presale: Presale, units: int = 1, **changes: Any) -> HttpResponse:
    address = reverse("storefront:presale", args=[presale.pk])
    page = shopper.get(address, quantity=units).content.decode()
    return shopper.client.post(address, {**hidden_fields(page), **ADDRESS, **changes}, follow=True)


def test_from_the_product_to_the_balance(shopper: Shopper, clock: Any) -> None:
    presale = planned(limit=3)
    told = text_of(shopper.get(presale.sku.product.get_absolute_url()))
    for words in ("Pre-sale ¥ 68 3 left", "Deposit, now ¥10.00", "Balance ¥58.00", "Leaves by", "Civil Code 587"):
        assert words in told
    assert "Add to cart" not in told
    assert "It leaves within" not in told

    page = text_of(order(shopper, presale, 2))
    row = shopper.order
    assert (row.deposit.amount_fen, row.total_fen) == (2000, 13600)
    assert "Waiting for your deposit" in page
    assert "Pay now" in page

    pay(row, at=LATER)
    page = text_of(shopper.get(row.get_absolute_url()))
    assert "The balance of ¥116.00 can be paid from" in page
    assert "Pay now" not in page
    assert "can be paid from" in text_of(shopper.get(reverse("storefront:orders")))

    clock.move_to(FROM)
    sku = Sku.objects.get(pk=presale.sku_id)
    change_price(by=None, sku=sku, price_fen=6000, expected_fen=6800, at=FROM)
    page = text_of(shopper.get(row.get_absolute_url()))
    for words in ("Please pay the rest of ¥100.00", "the earnest money is not given back", "you pay ¥16.00 less"):
        assert words in page
    assert "Please pay the rest of ¥100.00" in text_of(shopper.get(reverse("storefront:orders")))
    filled(20_000, customer=shopper.customer)
    shopper.client.post(reverse("storefront:pay", args=[row.number]), {"gateway": "wallet"})
    row.refresh_from_db()
    assert (row.status, row.total_fen) == (OrderStatus.PAID, 12000)


def test_a_total_that_was_not_agreed_to_is_refused_and_a_twin_is_one_order(shopper: Shopper, clock: Any) -> None:
    presale = planned()
    address = reverse("storefront:presale", args=[presale.pk])
    form = {**hidden_fields(shopper.get(address, quantity=1).content.decode()), **ADDRESS}

    for _ in range(2):
        shopper.client.post(address, form)
    refused = shopper.client.post(address, {**form, "client_token": "0" * 32, "expected_total_fen": "1"})

    assert (Order.objects.count(), refused.status_code) == (1, 422)
    assert "another total" in text_of(refused)


@pytest.mark.parametrize("changes", [{"phone": "1"}, {"client_token": "x"}, {"quantity": "0"}, {"quantity": "9" * 5}])
def test_what_cannot_be_ordered_is_said_and_nothing_is(shopper: Shopper, clock: Any, changes: dict[str, str]) -> None:
    answer = order(shopper, planned(), **changes)

    assert (answer.status_code, Order.objects.exists()) == (422, False)


def test_more_than_are_left_is_said(shopper: Shopper, clock: Any) -> None:
    presale = planned(limit=2)

    answer = order(shopper, presale, 3)

    assert (answer.status_code, Order.objects.exists()) == (422, False)
    reserved(presale, quantity=2, at=LATER)
    assert "All of it is taken" in text_of(shopper.get(presale.sku.product.get_absolute_url()))


def test_before_and_after_its_window_one_is_led_to_the_product(shopper: Shopper, clock: Any) -> None:
    presale = planned(stocked_sku(), opens_at=LATER + timedelta(seconds=1))
    address = reverse("storefront:presale", args=[presale.pk])

    assert shopper.client.get(address)["Location"] == presale.sku.product.get_absolute_url()
    told = text_of(shopper.get(presale.sku.product.get_absolute_url()))
    assert "opens" in told
    assert "Add to cart" in told
    clock.move_to(LATER + timedelta(seconds=1))
    assert "Add to cart" not in text_of(shopper.get(presale.sku.product.get_absolute_url()))
    assert shopper.client.get(reverse("storefront:presale", args=[10**9])).status_code == 404


def test_the_cart_says_how_it_can_be_had(shopper: Shopper, clock: Any) -> None:
    sku = stocked_sku()
    shopper.add(sku)
    planned(sku)

    assert "only be ordered in advance now" in text_of(shopper.get(reverse("storefront:cart")))


def test_giving_up_keeps_what_the_page_says(shopper: Shopper, clock: Any) -> None:
    order(shopper, planned())
    row = shopper.order
    pay(row, at=LATER)
    page = text_of(shopper.get(row.get_absolute_url()))
    assert "the earnest money of ¥10.00 is not given back" in page
    address = reverse("storefront:give_up", args=[row.number])

    shopper.client.post(address, {"fate": "returned"})
    row.refresh_from_db()
    assert row.status == OrderStatus.DEPOSIT
    told = text_of(shopper.client.post(address, {"fate": "kept"}, follow=True))

    row.deposit.refresh_from_db()
    assert row.deposit.fate == DepositFate.KEPT
    assert "not given back, as was agreed" in told


def test_a_card_names_the_price_and_the_pre_sale(shopper: Shopper, clock: Any) -> None:
    planned()

    page = text_of(shopper.get(reverse("storefront:collections")))

    assert "¥ 68 Pre-sale" in page
    assert "Coming soon" not in page


def test_who_ordered_reads_why_it_was_called_off(shopper: Shopper, clock: Any) -> None:
    presale = planned()
    order(shopper, presale)
    called_off(presale, at=LATER)
    page = text_of(shopper.get(shopper.order.get_absolute_url()))
    assert "Cancelled by the merchant" in page
    assert "霜冻" in page
