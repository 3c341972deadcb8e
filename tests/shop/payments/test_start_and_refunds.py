"""Beginning to pay, asking what became of it, and sending money back."""

from datetime import timedelta
from typing import Any

import pytest

from shop.core.models import OutboxEvent
from shop.core.operations import outbox
from shop.orders.enums import CancelReason, OrderStatus
from shop.orders.models import Order
from shop.orders.operations import cancel_order
from shop.payments.errors import GatewayUnavailable, NotPayable, UnknownGateway
from shop.payments.gateways.sandbox.gateway import Gateway
from shop.payments.gateways.sandbox.models import SandboxCharge, SandboxRefund
from shop.payments.models import Payment, Refund
from shop.payments.operations import execute_refund, query_pending, refund_due, request_refund, start_payment
from tests.factories import NOW
from tests.factories.orders import order_in, paid_order, place
from tests.factories.payments import hear, said, start

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def test_a_payment_is_of_the_orders_total_and_used_again() -> None:
    order = place()

    first, second = start(order), start(order)

    assert first == second
    assert (first.amount_fen, first.state) == (order.total_fen, "pending")
    assert SandboxCharge.objects.get().amount_fen == order.total_fen


@pytest.mark.parametrize("status", set(OrderStatus) - {OrderStatus.PENDING})
def test_only_an_unpaid_order_is_payable(status: OrderStatus) -> None:
    order = order_in(status)
    before = Payment.objects.count()

    with pytest.raises(NotPayable):
        start(order)

    assert Payment.objects.count() == before


def test_past_its_deadline_an_order_is_not_payable_though_no_job_closed_it() -> None:
    order = place()

    with pytest.raises(NotPayable):
        start(order, at=order.expires_at)

    assert start(order, at=order.expires_at - timedelta(microseconds=1)).state == "pending"


def test_a_gateway_that_is_off_is_refused(settings: Any) -> None:
    order = place()
    settings.PAYMENT_GATEWAYS = []

    with pytest.raises(UnknownGateway):
        start_payment(order=order, gateway_code="sandbox", at=NOW)

    assert not Payment.objects.exists()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """References the gateway was asked about; it knows nothing."""
    references: list[str] = []

    def query(self: Gateway, *, reference: str) -> None:
        references.append(reference)

    monkeypatch.setattr(Gateway, "query", query)
    return references


def test_a_silent_payment_is_asked_about_at_growing_distances(asked: list[str]) -> None:
    payment = start(place())
    moments = []

    for minute in range(60):
        at = NOW + minute * MINUTE
        before = len(asked)
        query_pending(at=at)
        if len(asked) > before:
            moments.append(minute)

    assert moments == [1, 2, 3, 5, 8, 12, 18, 27, 41]
    assert set(asked) == {payment.reference}
    assert query_pending(at=NOW + timedelta(days=3)) == 0


def test_abandoned_payments_do_not_hide_a_newer_one(asked: list[str]) -> None:
    for _ in range(3):
        start(place())
    query_pending(at=NOW + MINUTE, limit=3)
    newer = start(place())
    asked.clear()

    query_pending(at=NOW + MINUTE, limit=3)

    assert asked == [newer.reference]


def test_a_lost_callback_is_found_and_a_fault_spares_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, paid = place(), place()
    first, second = start(broken), start(paid)

    def query(self: Gateway, *, reference: str) -> Any:
        if reference == first.reference:
            raise ConnectionError("vendor's library")
        return said(second)

    monkeypatch.setattr(Gateway, "query", query)

    assert query_pending(at=NOW + MINUTE) == 1
    assert Order.objects.get(pk=paid.pk).status == "paid"
    assert Order.objects.get(pk=broken.pk).status == "pending"


def cancelled_and_paid() -> Order:
    order = paid_order()
    cancel_order(by=None, order=order, reason=CancelReason.MERCHANT, at=NOW)
    return order


def test_cancelling_a_paid_order_sends_its_money_back_once() -> None:
    order = cancelled_and_paid()
    event = OutboxEvent.objects.filter(name="orders.cancelled").get()

    assert outbox.deliver(event_id=event.pk) is True
    OutboxEvent.objects.filter(pk=event.pk).update(delivered_at=None)
    assert outbox.deliver(event_id=event.pk) is True

    refund = Refund.objects.get()
    assert (refund.payment.order, refund.amount_fen) == (order, order.total_fen)
    assert refund_due(at=refund.retry_at) == 1
    assert refund_due(at=refund.retry_at) == 0
    refund.refresh_from_db()
    assert refund.state == "succeeded"
    assert SandboxRefund.objects.get().reference == refund.reference
    assert [entry.kind for entry in order.entries.all()] == ["placed", "paid", "cancelled", "refund_due", "refunded"]


def test_cancelling_an_unpaid_order_sends_nothing() -> None:
    cancel_order(by=None, order=place(), reason=CancelReason.CUSTOMER, at=NOW)

    assert outbox.deliver(event_id=OutboxEvent.objects.filter(name="orders.cancelled").get().pk) is True
    assert not Refund.objects.exists()


@pytest.mark.parametrize("fault", [GatewayUnavailable(), ConnectionError("vendor's library")])
def test_a_refund_is_tried_until_it_is_done(fault: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    payment = start(place())
    hear(payment)
    payment.refresh_from_db()
    refund = request_refund(payment=payment, amount_fen=payment.amount_fen, reason="x", at=NOW, key="k")

    def fail(self: Gateway, **_: object) -> None:
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(Gateway, "refund", fail)
        assert execute_refund(refund_id=refund.pk, at=NOW) is False
        assert refund_due(at=NOW + timedelta(seconds=29)) == 0
        assert refund_due(at=NOW + timedelta(seconds=30)) == 0
    refund.refresh_from_db()
    assert (refund.state, refund.attempts, refund.retry_at) == ("requested", 2, NOW + timedelta(seconds=90))
    assert refund_due(at=NOW + timedelta(seconds=90)) == 1
    assert execute_refund(refund_id=refund.pk, at=NOW) is True
