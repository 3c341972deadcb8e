"""One cart on two devices."""

import re

import pytest
from django.http import HttpResponse
from django.urls import reverse

from shop.customers.models import Customer
from shop.orders.models import CartLine
from tests.factories.inventory import stocked_sku
from tests.shop.storefront.conftest import Shopper

pytestmark = pytest.mark.django_db

DEVICES, CART = reverse("storefront:devices"), reverse("storefront:cart")


# What stands beside the code of each device.
NUMBERS: dict[Shopper, str] = {}


def scan(device: Shopper, code: str, number: str) -> HttpResponse:
    return device.client.post(code, {"number": number})


def code_of(shopper: Shopper) -> str:
    page = shopper.get(DEVICES).content.decode()
    assert "<svg" in page
    NUMBERS[shopper] = re.search(r'device-number">(\d{3} \d{3})<', page)[1]  # type: ignore[index]
    return re.search(r'data-copy="http://testserver([^"]+)"', page)[1]  # type: ignore[index]


def test_the_cart_goes_on_on_another_device(shopper: Shopper, stranger: Shopper) -> None:
    first, second = stocked_sku(), stocked_sku()
    shopper.add(first, 2)
    stranger.add(second)
    code = code_of(shopper)

    said, said_to_nobody = stranger.get(code).content.decode(), Shopper().get(code).content.decode()
    for text in ("What is in the cart here is added", "sees your orders and addresses from then on"):
        assert text in said
        assert text not in said_to_nobody
    scan(stranger, code, NUMBERS[shopper])

    assert stranger.customer == shopper.customer
    for device in (shopper, stranger):
        page = device.get(CART).content.decode()
        assert first.product.title in page
        assert second.product.title in page
    assert CartLine.objects.filter(cart__customer=shopper.customer).count() == 2


def test_a_code_is_good_once(shopper: Shopper, stranger: Shopper) -> None:
    shopper.add(stocked_sku())
    code = code_of(shopper)
    scan(stranger, code, NUMBERS[shopper])
    third = Shopper()

    assert scan(third, code, NUMBERS[shopper]).status_code == 404
    assert third.client.get(code).status_code == 404
    assert "customer" not in third.client.session


def test_a_code_is_good_for_minutes(shopper: Shopper, stranger: Shopper, clock) -> None:
    shopper.add(stocked_sku())
    code = code_of(shopper)
    clock.shift(11 * 60)

    assert scan(stranger, code, NUMBERS[shopper]).status_code == 404
    assert stranger.client.get(reverse("storefront:device", args=["made-up"])).status_code == 404


def test_scanning_oneself_changes_nothing(shopper: Shopper) -> None:
    shopper.add(stocked_sku())

    assert "already" in shopper.get(code_of(shopper)).content.decode()


def test_whoever_has_nothing_has_no_code(shopper: Shopper) -> None:
    page = shopper.get(DEVICES).content.decode()

    assert "nothing on this device yet" in page
    assert not Customer.objects.exists()


def test_a_browser_of_one_who_has_gone_over_is_led_there(shopper: Shopper, stranger: Shopper) -> None:
    shopper.add(stocked_sku())
    stranger.add(stocked_sku())
    old = stranger.client.session["customer"]
    code = code_of(shopper)
    scan(stranger, code, NUMBERS[shopper])
    session = stranger.client.session
    session["customer"] = old
    session.save()

    assert CartLine.objects.filter(cart__customer=shopper.customer).count() == 2
    stranger.add(stocked_sku())
    assert CartLine.objects.filter(cart__customer=shopper.customer).count() == 3


def test_the_address_alone_is_worth_nothing(shopper: Shopper, stranger: Shopper) -> None:
    shopper.add(stocked_sku())
    stranger.add(stocked_sku())
    before = stranger.customer
    code = code_of(shopper)
    wrong = "000000" if NUMBERS[shopper] != "000 000" else "000001"

    for typed in ("", "x", wrong, NUMBERS[shopper].replace(" ", "")[:5]):
        assert scan(stranger, code, typed).status_code == 422
    # Written as it is shown, in any digits.
    full_width = "".join(chr(ord(digit) + 0xFEE0) if digit != " " else digit for digit in NUMBERS[shopper])
    assert stranger.customer == before
    assert scan(stranger, code, full_width).status_code == 302
    assert stranger.customer == shopper.customer


def test_guessing_uses_the_address_up(shopper: Shopper, stranger: Shopper) -> None:
    shopper.add(stocked_sku())
    code = code_of(shopper)
    wrong = "000000" if NUMBERS[shopper] != "000 000" else "000001"

    assert [scan(stranger, code, wrong).status_code for _ in range(5)] == [422, 422, 422, 422, 404]
    assert scan(stranger, code, NUMBERS[shopper]).status_code == 404
    assert "customer" not in stranger.client.session
