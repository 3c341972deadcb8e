"""The page where a payment is made: a code, a sheet, a way on; and back to the order when there is nothing to pay."""

from typing import Any

import pytest
from django.urls import reverse

from shop.orders.enums import CancelReason
from shop.orders.operations import cancel_order, expire_order
from shop.payments.gateways import Start
from shop.payments.gateways.sandbox.gateway import Gateway
from shop.payments.models import Payment, Refund
from shop.storefront.order_page import describe
from tests.factories import NOW
from tests.factories.inventory import stocked_sku
from tests.factories.orders import place
from tests.factories.payments import hear, start
from tests.shop.storefront.conftest import Shopper

pytestmark = pytest.mark.django_db


@pytest.fixture
def shopper(clock: Any) -> Shopper:
    shopper = Shopper()
    shopper.add(stocked_sku(units=5))
    return shopper


def begin(shopper: Shopper, start: Start, monkeypatch: pytest.MonkeyPatch, **headers: str) -> str:
    """Check out where the gateway answers so; the address the shopper is sent to."""
    monkeypatch.setattr(Gateway, "start", lambda self, charge: start)
    return str(shopper.check_out()["Location"])


def test_a_code_is_drawn_in_the_page(shopper: Shopper, monkeypatch: pytest.MonkeyPatch) -> None:
    where = begin(shopper, Start(qr="weixin://wxpay/bizpayurl?pr=abc"), monkeypatch)
    payment = Payment.objects.get()
    assert where == reverse("storefront:payment", args=[shopper.order.number, payment.reference])

    page = shopper.get(where).content.decode()

    assert "<svg" in page
    assert "Scan it with the app of" in page
    assert f'hx-get="{shopper.order.get_absolute_url()}?seen=pending"' in page


def test_the_sheet_gets_its_parameters_as_data(shopper: Shopper, monkeypatch: pytest.MonkeyPatch) -> None:
    where = begin(shopper, Start(jsapi={"package": "prepay_id=</script>"}), monkeypatch)

    page = shopper.get(where).content.decode()

    assert r'{"package": "prepay_id=\u003C/script\u003E"}' in page
    assert "js/wechat-sheet.js" in page


def test_another_host_is_reached_once_and_by_a_page_of_our_own(
    shopper: Shopper, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor = "https://openapi.alipay.com/gateway.do?a=1&b=2"
    where = begin(shopper, Start(redirect=vendor), monkeypatch)
    assert where.endswith("/?go=1")

    going, back = shopper.get(where).content.decode(), shopper.get(where.partition("?")[0]).content.decode()

    assert '<meta http-equiv="refresh" content="0;url=https://openapi.alipay.com/gateway.do?a=1&amp;b=2">' in going
    assert "http-equiv" not in back
    assert f'action="{reverse("storefront:pay", args=[shopper.order.number])}"' in back


def test_with_nothing_to_pay_it_leads_to_the_order(
    shopper: Shopper, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    where = begin(shopper, Start(qr="weixin://x"), monkeypatch)
    order = shopper.order.get_absolute_url()
    assert Shopper().get(where).redirect_chain[-1][0] == order
    assert shopper.client.get(where.replace(Payment.objects.get().reference, "NONE"))["Location"] == order
    settings.PAYMENT_GATEWAYS = []
    assert shopper.client.get(where)["Location"] == order
    settings.PAYMENT_GATEWAYS = ["sandbox"]
    hear(Payment.objects.get())

    assert shopper.client.get(where)["Location"] == order


def test_the_order_says_where_to_send_the_money_and_does_not_wait_for_it(
    shopper: Shopper, monkeypatch: pytest.MonkeyPatch
) -> None:
    particulars = {"holder": "华芳苑", "bank": "农业银行", "account": "6228 4800", "remark": "R"}
    where = begin(shopper, Start(particulars=particulars), monkeypatch)

    page, order = shopper.get(where).content.decode(), shopper.get(shopper.order.get_absolute_url()).content.decode()

    assert all(value in page for value in particulars.values())
    assert f'href="{where}"' in order
    assert "hx-trigger" not in order


def test_the_shopper_is_told_what_became_of_late_money(
    shopper: Shopper, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(shopper, Start(qr="x"), monkeypatch)
    order, payment = shopper.order, Payment.objects.get()
    expire_order(order_id=order.pk, at=order.expires_at)
    assert hear(payment, at=order.expires_at) == "applied"
    assert "Your payment came after the deadline" in shopper.get(order.get_absolute_url()).content.decode()
    again = start(place())
    cancel_order(by=None, order=again.order, reason=CancelReason.CUSTOMER, at=NOW)
    hear(again)

    refunds = describe(again.order, at=NOW, is_own=True).money_back

    assert len(refunds) == 1
    assert refunds[0].startswith(Refund.objects.get().reason)


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36", (False, False)),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 Safari/604.1", (True, False)),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/130 Mobile MicroMessenger/8.0.50", (True, True)),
        ("", (False, False)),
    ],
)
def test_the_gateway_is_told_how_the_shopper_looks_at_the_shop(
    agent: str, told: tuple[bool, bool], shopper: Shopper, monkeypatch: pytest.MonkeyPatch
) -> None:
    charges: list[Any] = []
    monkeypatch.setattr(Gateway, "start", lambda self, charge: charges.append(charge) or Start(qr="x"))
    form = shopper.checkout_form()

    shopper.client.post(reverse("storefront:checkout"), form, headers={"user-agent": agent})

    visitor = charges[0].visitor
    assert ((visitor.is_phone, visitor.in_wechat), visitor.ip, visitor.payer) == (told, "127.0.0.1", "")
