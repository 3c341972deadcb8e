"""A wallet on the phone: put in, pay, take out, all by oneself."""

import re

import pytest
from django.urls import reverse

from shop.orders.models import Order
from shop.payments.gateways.sandbox.models import SandboxCharge
from shop.payments.models import Payment, Refund, Wallet
from tests.factories import NOW
from tests.factories.inventory import stocked_sku
from tests.factories.wallets import filled
from tests.shop.storefront.conftest import Shopper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TOKEN = "0123456789abcdef"


def text_of(shopper: Shopper, address: str = "/wallet/") -> str:
    """What the page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", shopper.get(address).content.decode()).split())


def placed(shopper: Shopper) -> Order:
    shopper.add(stocked_sku(price_fen=6800))
    shopper.check_out()
    return Order.objects.get()


def test_nobody_has_a_wallet_before_they_put_something_in() -> None:
    shopper = Shopper()

    assert "Nothing has moved yet." in text_of(shopper)
    assert shopper.client.post(reverse("storefront:wallet_withdraw"), {"amount_fen": "1"}).status_code == 302
    assert not Wallet.objects.exists()


def test_topping_up_by_way_of_the_gateway() -> None:
    shopper = Shopper()

    sent = shopper.client.post(reverse("storefront:wallet_top_up"), {"amount_fen": "100", "gateway": "sandbox"})

    payment = Payment.objects.get()
    assert sent["Location"] == reverse("sandbox:pay", args=[payment.reference])
    back = shopper.client.post(sent["Location"], {"decision": "pay"})
    assert (back["Location"], SandboxCharge.objects.get().return_url.endswith("/wallet/")) == ("/wallet/", True)
    assert Wallet.objects.get().principal_fen == 10_000
    assert "¥100.00" in text_of(shopper)


@pytest.mark.parametrize(
    "fields", [{"amount_fen": "6000"}, {"amount_fen": "1"}, {"amount_fen": "x"}, {"gateway": "no"}]
)
def test_what_cannot_be_put_in_is_said_at_its_field(fields: dict[str, str]) -> None:
    shopper = Shopper()

    answer = shopper.client.post(
        reverse("storefront:wallet_top_up"), {"amount_fen": "100", "gateway": "sandbox", **fields}
    )

    assert (answer.status_code, b"field-error" in answer.content) == (422, True)
    assert not Payment.objects.exists()


def test_an_order_is_paid_from_the_wallet_and_by_the_gateway() -> None:
    shopper = Shopper()
    order = placed(shopper)
    filled(5_000, customer=shopper.customer)
    assert "There is ¥50.00 in your wallet." in text_of(shopper, order.get_absolute_url())

    shopper.client.post(reverse("storefront:pay", args=[order.number]), {"gateway": "wallet"})

    page = text_of(shopper, order.get_absolute_url())
    assert "¥50.00 of it is paid from your wallet." in page
    assert "18.00" in page
    assert "is set aside for order" in text_of(shopper)
    assert text_of(Shopper(), order.get_absolute_url())
    shopper.client.post(reverse("storefront:pay", args=[order.number]), {"gateway": "sandbox"})
    assert Payment.objects.latest("pk").amount_fen == 1_800


def test_nobody_else_spends_it() -> None:
    shopper = Shopper()
    order = placed(shopper)
    filled(10_000, customer=shopper.customer)

    other = Shopper()
    found = {"number": order.number, "phone": order.phone}
    assert other.client.post(reverse("storefront:find_order"), found).status_code == 302
    other.client.post(reverse("storefront:pay", args=[order.number]), {"gateway": "wallet"})

    assert Wallet.objects.get().principal_fen == 10_000


def test_taking_it_out_once_with_its_state() -> None:
    shopper = Shopper()
    shopper.add(stocked_sku())
    filled(10_000, customer=shopper.customer)
    form = {"amount_fen": "40", "token": TOKEN}

    shopper.client.post(reverse("storefront:wallet_withdraw"), form)
    shopper.client.post(reverse("storefront:wallet_withdraw"), form)
    page = text_of(shopper)
    too_much = shopper.client.post(reverse("storefront:wallet_withdraw"), {"amount_fen": "61", "token": TOKEN[::-1]})

    assert (Refund.objects.get().amount_fen, too_much.status_code) == (4_000, 422)
    assert "At most ¥60.00 can be taken out now." in too_much.content.decode()
    assert "¥40.00 is on its way back to where you paid it from." in page
    assert "Under way" in page
    assert Wallet.objects.get().principal_fen == 6_000


def test_the_page_of_a_top_up_is_its_owners() -> None:
    shopper = Shopper()
    shopper.client.post(reverse("storefront:wallet_top_up"), {"amount_fen": "100", "gateway": "sandbox"})
    address = Payment.objects.get().paying_url

    assert b"100.00" in shopper.get(address).content
    assert shopper.client.get(address, headers={"hx-request": "true"}).status_code == 204
    assert Shopper().client.get(address).status_code == 404
    Payment.objects.update(state="succeeded", succeeded_at=NOW)
    assert shopper.client.get(address).status_code == 302
