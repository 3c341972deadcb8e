"""What is Alipay's own: signed addresses, notifications without a time limit, trades that refunds close."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from shop.payments.enums import CallbackOutcome
from shop.payments.errors import BadSignature
from shop.payments.gateways import Visitor, get_gateway
from shop.payments.models import Payment
from shop.payments.operations import receive_callback, start_payment
from tests.factories.orders import place
from tests.fakes.alipay import Alipay
from tests.fakes.server import FakeServer
from tests.fakes.vendor import Message

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def alipay(vendors: FakeServer) -> Alipay:
    return vendors.alipay


def start(visitor: Visitor) -> tuple[Payment, str]:
    now = timezone.now()
    payment, begun = start_payment(order=place(at=now), gateway_code="alipay", at=now, visitor=visitor)
    return payment, begun.redirect


def hear(message: Message) -> CallbackOutcome:
    return receive_callback(gateway_code="alipay", headers=message.headers, body=message.body, at=timezone.now())


@pytest.mark.parametrize(("phone", "method"), [(True, "alipay.trade.wap.pay"), (False, "alipay.trade.page.pay")])
def test_the_address_is_signed_and_leads_to_the_cashier(phone: bool, method: str, alipay: Alipay) -> None:
    payment, address = start(Visitor(is_phone=phone))

    assert parse_qs(urlsplit(address).query)["method"] == [method]
    assert httpx.get(address).headers["Location"].endswith(f"prepay_id={alipay.charges[payment.reference].handle}")
    assert alipay.charges[payment.reference].amount_fen == payment.amount_fen
    assert b"isv.invalid-signature" in httpx.get(address.replace(payment.reference, "SOMEBODYELSES1")).content


@pytest.mark.parametrize("change", [{"app_id": "2021000000000009"}, {"seller_id": "2088000000000009"}])
def test_what_is_meant_for_another_merchant_is_refused(change: dict[str, str], alipay: Alipay) -> None:
    payment, address = start(Visitor())
    httpx.get(address)
    alipay.pay(payment.reference)

    with pytest.raises(BadSignature):
        hear(alipay.message(alipay.charges[payment.reference], **change))


def test_signed_by_somebody_else_or_not_at_all_is_refused(alipay: Alipay) -> None:
    payment, address = start(Visitor())
    httpx.get(address)
    good = alipay.pay(payment.reference)
    unsigned = b"&".join(part for part in good.body.split(b"&") if not part.startswith(b"sign="))
    old_kind = good.body.replace(b"sign_type=RSA2", b"sign_type=RSA")

    for message in [
        Alipay().message(alipay.charges[payment.reference]),
        Message(good.url, good.headers, unsigned),
        Message(good.url, good.headers, old_kind),
    ]:
        with pytest.raises(BadSignature):
            hear(message)
    assert hear(good) == CallbackOutcome.APPLIED


def test_a_trade_that_a_refund_closed_does_not_look_unpaid(alipay: Alipay) -> None:
    payment, address = start(Visitor())
    httpx.get(address)
    hear(alipay.pay(payment.reference))
    terms = {"payment_reference": payment.reference, "provider_reference": "", "reason": ""}
    fen = payment.amount_fen
    get_gateway("alipay").refund(refund_reference="R1-20261127", amount_fen=fen, paid_fen=fen, **terms)

    told = alipay.message(alipay.charges[payment.reference])

    assert b"TRADE_CLOSED" in told.body
    assert hear(told) == CallbackOutcome.ALREADY
    payment.refresh_from_db()
    assert payment.state == "succeeded"


def test_without_its_secrets_the_site_does_not_start(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("APP_ID", "SELLER_ID", "PRIVATE_KEY", "PUBLIC_KEY"):
        monkeypatch.delenv(f"ALIPAY_{name}", raising=False)
    app = apps.get_app_config("alipay")
    app.ready()

    settings.PAYMENT_GATEWAYS = ["alipay"]  # type: ignore[attr-defined]
    with pytest.raises(ImproperlyConfigured, match="ALIPAY_APP_ID, ALIPAY_SELLER_ID, ALIPAY_PRIVATE_KEY"):
        app.ready()


def test_keys_come_from_files_too(tmp_path: object, monkeypatch: pytest.MonkeyPatch, alipay: Alipay) -> None:
    from shop.payments.gateways.environment import read

    file = tmp_path / "key"  # type: ignore[operator]
    file.write_text("the key\n")
    monkeypatch.delenv("ALIPAY_PRIVATE_KEY")
    monkeypatch.setenv("ALIPAY_PRIVATE_KEY_FILE", str(file))

    assert read("ALIPAY_PRIVATE_KEY") == "the key"
