"""What is WeChat Pay's own: three products, signatures with an age, sealed resources, certificates."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone

from shop.orders.models import Order
from shop.payments.enums import CallbackOutcome
from shop.payments.errors import BadSignature, GatewayUnavailable, NotPayable
from shop.payments.gateways import Visitor, get_gateway
from shop.payments.gateways.wechat import client as wechat_client
from shop.payments.models import Payment
from shop.payments.operations import receive_callback, start_payment
from tests.factories.orders import place
from tests.fakes.server import FakeServer, running
from tests.fakes.vendor import Message
from tests.fakes.wechatpay import WechatPay

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FAN = Visitor(ip="203.0.113.9", is_phone=True, in_wechat=True, payer="oUpF8uMuAJO_M2pxb1Q9zNjWeS6o")


@pytest.fixture
def wechat(vendors: FakeServer) -> WechatPay:
    return vendors.wechat


def start(visitor: Visitor, order: Order | None = None):
    now = timezone.now()
    return start_payment(order=order or place(at=now), gateway_code="wechat", at=now, visitor=visitor)


def hear(message: Message) -> CallbackOutcome:
    return receive_callback(gateway_code="wechat", headers=message.headers, body=message.body, at=timezone.now())


def test_each_kind_of_visitor_has_its_own_product(wechat: WechatPay) -> None:
    order = place(at=timezone.now())

    native, scan = start(Visitor(), order)
    h5, page = start(Visitor(ip="203.0.113.9", is_phone=True), order)
    again, _same = start(Visitor(), order)
    jsapi, sheet = start(FAN, order)

    assert scan.qr.startswith("weixin://wxpay/bizpayurl?pr=")
    back = parse_qs(urlsplit(page.redirect).query)["redirect_url"]
    assert back == [f"http://testserver{order.get_absolute_url()}"]
    assert set(sheet.jsapi) == {"appId", "timeStamp", "nonceStr", "package", "signType", "paySign"}
    assert sheet.jsapi["package"] == f"prepay_id={wechat.charges[jsapi.reference].handle}"
    assert again == native
    assert [charge.scene for charge in wechat.charges.values()] == ["native", "h5", "jsapi"]
    assert len({native.pk, h5.pk, jsapi.pk}) == 3


def test_paying_again_what_is_paid_finds_the_lost_message(wechat: WechatPay) -> None:
    payment, _qr = start(Visitor())
    wechat.pay(payment.reference)

    with pytest.raises(NotPayable):
        start(Visitor(), payment.order)

    payment.refresh_from_db()
    assert (payment.state, Order.objects.get().status) == ("succeeded", "paid")


def test_inside_wechat_the_shopper_is_told_by_openid_first(wechat: WechatPay, client: Client) -> None:
    payment, to_wechat = start(Visitor(is_phone=True, in_wechat=True))
    asked = parse_qs(urlsplit(to_wechat.redirect.partition("#")[0]).query)
    assert asked["redirect_uri"] == ["http://testserver/pay/wechat/openid/"]

    back = client.get("/pay/wechat/openid/", {"code": "fan1", "state": asked["state"][0]})

    assert back["Location"] == f"/orders/{payment.order.number}/pay/{payment.reference}/"
    assert client.session["payers"] == {"wechat": "ofan1"}
    assert set(Payment.objects.get().start) == {"jsapi"}
    assert client.get("/pay/wechat/openid/", {"code": "fan1", "state": "made-up"}).status_code == 404
    lost = client.get("/pay/wechat/openid/", {"state": asked["state"][0]})
    assert lost["Location"] == payment.order.get_absolute_url()


@pytest.mark.parametrize("age", [-301, 301, 86400])
def test_a_message_of_another_time_is_refused(age: int, wechat: WechatPay) -> None:
    payment, _qr = start(Visitor())
    wechat.pay(payment.reference)
    charge = wechat.charges[payment.reference]

    with pytest.raises(BadSignature):
        hear(wechat.message(charge, at=timezone.now().timestamp() - age))
    assert hear(wechat.message(charge, at=timezone.now().timestamp() - 290)) == CallbackOutcome.APPLIED


def test_signed_by_somebody_else_of_another_merchant_or_under_a_wrong_key_is_refused(wechat: WechatPay) -> None:
    payment, _qr = start(Visitor())
    good = wechat.pay(payment.reference)
    charge = wechat.charges[payment.reference]
    stranger = WechatPay()
    stranger.api_key = wechat.api_key
    bad = [stranger.message(charge)]
    for name, value in [
        ("Wechatpay-Serial", "PUB_KEY_ID_0"),
        ("Wechatpay-Serial", "zz"),
        ("Wechatpay-Serial", ""),
        ("Wechatpay-Signature-Type", "MD5"),
        ("Wechatpay-Signature", "é"),
        ("Wechatpay-Timestamp", "soon"),
    ]:
        bad.append(Message(good.url, {**good.headers, name: value}, good.body))
    wechat.mchid = "1900000000"
    bad.append(wechat.message(charge))
    wechat.mchid, wechat.api_key, true_key = "1900000109", "0" * 32, wechat.api_key
    bad.append(wechat.message(charge))
    wechat.api_key = true_key

    for message in bad:
        with pytest.raises(BadSignature):
            hear(message)
    assert hear(good) == CallbackOutcome.APPLIED


def test_another_currency_never_pays(wechat: WechatPay) -> None:
    payment, _qr = start(Visitor())
    wechat.currency = "HKD"

    assert hear(wechat.pay(payment.reference)) == CallbackOutcome.MISMATCH
    assert Order.objects.get().status == "pending"


def test_an_answer_that_nobody_signed_is_not_believed(wechat: WechatPay, monkeypatch: pytest.MonkeyPatch) -> None:
    payment, _qr = start(Visitor())
    wechat.pay(payment.reference)
    monkeypatch.setattr(wechat, "signed", WechatPay().signed)

    with pytest.raises(GatewayUnavailable):
        get_gateway("wechat").query(reference=payment.reference)


def test_by_certificate_it_works_too_and_strangers_cannot_make_us_fetch(
    settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PAYMENT_GATEWAYS = ["wechat"]  # type: ignore[attr-defined]
    monkeypatch.setattr(wechat_client, "_refreshed", {})
    with running(certificates=True) as server:
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        payment, _qr = start(Visitor())
        message = server.wechat.pay(payment.reference)
        fetched = []
        monkeypatch.setattr(
            server.wechat, "_certificates", lambda: fetched.append(1) or WechatPay._certificates(server.wechat)
        )
        for serial in ("5F", "60", "61"):
            with pytest.raises(BadSignature):
                hear(Message(message.url, {**message.headers, "Wechatpay-Serial": serial}, message.body))

        assert hear(message) == CallbackOutcome.APPLIED
        assert len(fetched) == 1


def test_without_its_secrets_the_site_does_not_start(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MCHID", "APPID", "APP_SECRET", "API_V3_KEY", "CERT_SERIAL", "PRIVATE_KEY"):
        monkeypatch.delenv(f"WECHAT_PAY_{name}", raising=False)
    app = apps.get_app_config("wechat")
    app.ready()

    settings.PAYMENT_GATEWAYS = ["wechat"]  # type: ignore[attr-defined]
    with pytest.raises(ImproperlyConfigured, match=re.escape("WECHAT_PAY_MCHID, WECHAT_PAY_APPID")):
        app.ready()


def test_the_deadline_is_told_with_its_zone(wechat: WechatPay, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    begin = wechat._begin
    monkeypatch.setattr(wechat, "_begin", lambda scene, body, url: asked.append(body) or begin(scene, body, url))

    payment, _qr = start(Visitor())

    deadline = timezone.localtime(payment.order.expires_at)
    assert asked[0]["time_expire"] == deadline.replace(microsecond=0).isoformat()
    assert deadline.utcoffset() == timedelta(hours=8)
