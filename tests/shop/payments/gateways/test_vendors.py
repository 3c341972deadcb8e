"""What holds for both vendors, through the shop's own operations and over their wire formats."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.orders.models import Order
from shop.payments.enums import CallbackOutcome, StatementKind
from shop.payments.errors import AlreadyPaid, BadSignature, GatewayUnavailable, StatementNotReady
from shop.payments.gateways import Visitor, get_gateway
from shop.payments.models import GatewayEvent, Payment, Refund
from shop.payments.operations import execute_refund, query_pending, receive_callback, request_refund, start_payment
from tests.factories.orders import place
from tests.fakes.server import FakeServer
from tests.fakes.vendor import Message, Vendor

pytestmark = [pytest.mark.django_db, pytest.mark.once]

CODES = ["wechat", "alipay"]
PHONE = Visitor(ip="203.0.113.9", is_phone=True)


@pytest.fixture(params=CODES)
def code(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def vendor(vendors: FakeServer, code: str) -> Vendor:
    return vendors.vendors[code]


def begun(code: str, *, at: datetime | None = None) -> Payment:
    """A payment of a new order that the vendor knows, as if the shopper had opened its page."""
    at = at or timezone.now()
    payment, start = start_payment(order=place(at=at), gateway_code=code, at=at, visitor=PHONE)
    if code == "alipay":
        follow(start.redirect)
    return payment


def follow(address: str) -> str:
    """Where the vendor's page leads."""
    import httpx

    return httpx.get(address).headers["Location"]


def hear(code: str, message: Message) -> CallbackOutcome:
    return receive_callback(gateway_code=code, headers=message.headers, body=message.body, at=timezone.now())


def status(payment: Payment) -> tuple[str, str]:
    payment.refresh_from_db()
    return payment.state, Order.objects.get(pk=payment.order_id).status


def test_a_notification_pays_the_order_once_however_often_it_comes(code: str, vendor: Vendor) -> None:
    payment = begun(code)
    message = vendor.pay(payment.reference)
    another = vendor.message(vendor.charges[payment.reference])

    assert [hear(code, one) for one in (message, another, message)] == ["applied", "already", "already"]

    assert status(payment) == ("succeeded", "paid")
    charge = vendor.charges[payment.reference]
    assert (payment.provider_reference, payment.succeeded_at) == (charge.number, charge.paid_at)


def test_what_was_changed_on_the_way_is_refused_and_not_stored(code: str, vendor: Vendor) -> None:
    payment = begun(code)
    message = vendor.pay(payment.reference)

    for headers, body in [
        (message.headers, message.forged().body),
        (message.headers, b""),
        (message.headers, b"\xff\xfe"),
        (message.headers, b"[]"),
        ({}, message.body[:-3]),
    ]:
        with pytest.raises(BadSignature):
            receive_callback(gateway_code=code, headers=headers, body=body, at=timezone.now())

    assert not GatewayEvent.objects.exists()
    assert status(payment) == ("pending", "pending")


def test_the_door_answers_as_the_vendor_expects(code: str, vendor: Vendor, client: Client) -> None:
    payment = begun(code)
    message = vendor.pay(payment.reference)
    door = reverse("storefront:payment_callback", args=[code])
    kind = message.headers["Content-Type"]
    headers = {name: value for name, value in message.headers.items() if name != "Content-Type"}

    refused = client.post(door, message.forged().body, content_type=kind, headers=headers)
    taken = client.post(door, message.body, content_type=kind, headers=headers)

    assert refused.status_code == 400
    assert taken.status_code == 200
    assert taken.content == {"wechat": b'{"code": "SUCCESS", "message": ""}', "alipay": b"success"}[code]
    assert status(payment) == ("succeeded", "paid")


def test_a_lost_notification_is_found_by_asking(code: str, vendor: Vendor) -> None:
    payment = begun(code)
    later = timezone.now() + timedelta(minutes=1)

    assert query_pending(at=later) == 0
    vendor.pay(payment.reference)
    assert query_pending(at=later + timedelta(minutes=1)) == 1

    assert status(payment) == ("succeeded", "paid")


def test_an_unknown_result_is_not_guessed(code: str, vendor: Vendor) -> None:
    payment = begun(code)
    vendor.pay(payment.reference)
    gateway = get_gateway(code)

    vendor.away = True
    with pytest.raises(GatewayUnavailable):
        gateway.query(reference=payment.reference)
    vendor.away, vendor.lost_answers = False, 1
    with pytest.raises(GatewayUnavailable):
        gateway.query(reference=payment.reference)

    assert query_pending(at=timezone.now() + timedelta(minutes=1)) == 1
    assert status(payment) == ("succeeded", "paid")
    assert gateway.query(reference="NEVER000000000") is None


def test_another_amount_than_agreed_never_pays(code: str, vendor: Vendor) -> None:
    payment = begun(code)
    Payment.objects.filter(pk=payment.pk).update(amount_fen=payment.amount_fen + 1)

    assert hear(code, vendor.pay(payment.reference)) == CallbackOutcome.MISMATCH
    assert status(payment) == ("pending", "pending")


def test_closing_is_idempotent_and_refuses_what_is_paid(code: str, vendor: Vendor) -> None:
    gateway = get_gateway(code)
    closed, paid = begun(code), begun(code)

    gateway.close(reference=closed.reference)
    gateway.close(reference=closed.reference)
    gateway.close(reference="NEVER000000000")
    vendor.pay(paid.reference)
    with pytest.raises(AlreadyPaid):
        gateway.close(reference=paid.reference)

    assert vendor.charges[closed.reference].state == "CLOSED"
    assert gateway.query(reference=closed.reference).state == "closed"


def paid(code: str, vendor: Vendor) -> Payment:
    payment = begun(code)
    hear(code, vendor.pay(payment.reference))
    payment.refresh_from_db()
    return payment


def sent_back(payment: Payment, reason: str) -> Refund:
    return request_refund(
        payment=payment, amount_fen=payment.amount_fen, reason=reason, at=timezone.now(), key="cancel"
    )


def test_a_refund_whose_answer_was_lost_is_sent_once(code: str, vendor: Vendor) -> None:
    payment = paid(code, vendor)
    refund = sent_back(payment, "两件里少了一件")

    vendor.lost_answers = 1
    assert execute_refund(refund_id=refund.pk, at=timezone.now()) is False
    vendor.refunds_linger = True
    assert execute_refund(refund_id=refund.pk, at=timezone.now()) is False
    assert Refund.objects.get().state == "accepted"
    vendor.refunds_linger = False
    assert execute_refund(refund_id=refund.pk, at=timezone.now()) is True

    assert Refund.objects.get().state == "succeeded"
    sent = vendor.charges[payment.reference].refunds
    assert [(row.reference, row.amount_fen) for row in sent.values()] == [(refund.reference, payment.amount_fen)]


def test_a_refund_that_is_refused_for_good_is_not_repeated(code: str, vendor: Vendor) -> None:
    payment = paid(code, vendor)
    refund = sent_back(payment, "")
    # Somebody has sent it back on the vendor's site.
    gateway = get_gateway(code)
    terms = {"payment_reference": payment.reference, "provider_reference": payment.provider_reference, "reason": ""}
    gateway.refund(refund_reference="BYHAND00", amount_fen=1, paid_fen=payment.amount_fen, **terms)

    assert execute_refund(refund_id=refund.pk, at=timezone.now()) is False

    refund.refresh_from_db()
    assert refund.state == "failed"
    assert refund.error
    payment.refresh_from_db()
    assert payment.refunded_fen == 0
    assert execute_refund(refund_id=refund.pk, at=timezone.now()) is False


def test_news_of_a_refund_makes_the_shop_ask(code: str, vendor: Vendor) -> None:
    payment = paid(code, vendor)
    refund = sent_back(payment, "")
    vendor.refunds_linger = True
    execute_refund(refund_id=refund.pk, at=timezone.now())
    if code == "alipay":
        execute_refund(refund_id=refund.pk, at=timezone.now())
    vendor.refunds_linger = False
    message = vendor.refund_message(*vendor.find(refund.reference))

    assert [hear(code, message) for _ in range(2)] == ["applied", "already"]

    refund.refresh_from_db()
    assert (refund.state, refund.retry_at <= timezone.now()) == ("accepted", True)
    assert status(payment) == ("succeeded", "paid")


def test_the_bill_of_a_day_tells_payments_refunds_and_fees(code: str, vendor: Vendor) -> None:
    payment = paid(code, vendor)
    refund = sent_back(payment, "")
    execute_refund(refund_id=refund.pk, at=timezone.now())
    charge = vendor.charges[payment.reference]
    day = charge.paid_at.date()
    gateway = get_gateway(code)

    lines = list(gateway.statement(day=day))

    assert [(line.kind, line.reference, line.amount_fen) for line in lines] == [
        (StatementKind.PAYMENT, payment.reference, payment.amount_fen),
        (StatementKind.REFUND, refund.reference, refund.amount_fen),
    ]
    assert (lines[0].provider_reference, lines[0].fee_fen, lines[0].at) == (
        charge.number,
        charge.fee_fen,
        charge.paid_at,
    )
    vendor.bill_is_ready = False
    if code == "wechat" or timezone.localtime().hour < 12:
        with pytest.raises(StatementNotReady):
            gateway.statement(day=day)
    vendor.bill_is_ready, vendor.away = True, True
    with pytest.raises(GatewayUnavailable):
        gateway.statement(day=day)


def test_a_day_without_anything_has_an_empty_bill(code: str, vendor: Vendor) -> None:
    assert list(get_gateway(code).statement(day=timezone.localdate() - timedelta(days=9))) == []
