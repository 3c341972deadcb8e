"""Closed at the gateway first, then the order; what was paid meanwhile is paid."""

from datetime import timedelta

import pytest

from shop.orders.enums import CancelReason
from shop.orders.models import Order
from shop.orders.operations import cancel_order, expire_due
from shop.payments.errors import AlreadyPaid, GatewayUnavailable
from shop.payments.gateways.sandbox.gateway import Gateway
from shop.payments.gateways.sandbox.models import SandboxCharge
from shop.payments.models import Payment
from shop.payments.operations import close_needless, query_pending
from shop.payments.operations.closing import AWAY_SECONDS, PATIENCE
from tests.factories import NOW
from tests.factories.orders import place
from tests.factories.payments import hear, said, start

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(time_machine: object) -> None:
    time_machine.move_to(NOW)  # type: ignore[attr-defined]


def state(payment: Payment) -> tuple[str, str]:
    payment.refresh_from_db()
    return payment.state, Order.objects.get(pk=payment.order_id).status


def called_off(order: Order) -> Order:
    return cancel_order(by=None, order=order, reason=CancelReason.CUSTOMER, at=NOW)


def test_cancelling_closes_at_the_gateway_first() -> None:
    payment = start(place())

    called_off(payment.order)

    assert SandboxCharge.objects.get().result == "closed"
    assert state(payment) == ("closed", "cancelled")


def test_an_order_that_was_paid_a_moment_ago_is_not_cancelled_but_paid(monkeypatch: pytest.MonkeyPatch) -> None:
    payment = start(place())
    SandboxCharge.objects.update(result="paid", decided_at=NOW, report_at=NOW)

    with pytest.raises(AlreadyPaid):
        called_off(payment.order)

    assert state(payment) == ("succeeded", "paid")


def test_nothing_is_cancelled_while_the_gateway_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    payment = start(place())
    monkeypatch.setattr(Gateway, "close", _silent)

    with pytest.raises(GatewayUnavailable):
        called_off(payment.order)

    assert state(payment) == ("pending", "pending")


def _silent(self: Gateway, *, reference: str) -> None:
    raise GatewayUnavailable


def test_the_deadline_waits_for_a_silent_gateway_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    payment, other = start(place()), place()
    expires_at = payment.order.expires_at
    asked: list[str] = []

    def silent(self: Gateway, *, reference: str) -> None:
        asked.append(reference)
        raise GatewayUnavailable

    monkeypatch.setattr(Gateway, "close", silent)

    assert expire_due(at=expires_at) == 1
    assert Order.objects.get(pk=other.pk).status == "cancelled"
    assert state(payment) == ("pending", "pending")
    # It is not asked for each order that is due while it is away.
    start(place(at=NOW), at=NOW)
    assert expire_due(at=expires_at) == 0
    assert asked == [payment.reference]
    assert PATIENCE.total_seconds() > AWAY_SECONDS

    assert expire_due(at=expires_at + PATIENCE) == 2
    assert state(payment) == ("pending", "cancelled")


def test_a_deadline_that_finds_money_keeps_the_order() -> None:
    payment = start(place())
    SandboxCharge.objects.update(result="paid", decided_at=NOW, report_at=NOW)

    assert expire_due(at=payment.order.expires_at) == 0

    assert state(payment) == ("succeeded", "paid")


def test_money_that_crossed_the_closing_is_late_money() -> None:
    payment = start(place())
    called_off(payment.order)

    assert hear(payment) == "refunded"
    assert state(payment) == ("succeeded", "cancelled")


def test_what_is_left_open_is_closed_once_the_order_needs_it_no_more() -> None:
    order = place()
    left, used = start(order), start(order)
    Payment.objects.filter(pk=left.pk).update(scene="old")
    used = start(order)
    assert left != used
    assert close_needless(order_id=order.pk, at=NOW) == 0

    hear(used)

    assert close_needless(order_id=order.pk, at=NOW) == 1
    assert state(left) == ("closed", "paid")
    assert close_needless(order_id=order.pk, at=NOW) == 0


def test_the_sweep_closes_what_a_crash_left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    order = place()
    left = start(order)
    Payment.objects.filter(pk=left.pk).update(scene="old")
    hear(start(order))

    assert query_pending(at=NOW + timedelta(minutes=1)) == 1

    assert state(left) == ("closed", "paid")


def test_a_message_about_a_closing_closes_and_never_undoes_a_payment() -> None:
    payment = start(place())
    hear(payment, succeeded=False, closed=True)
    assert state(payment) == ("closed", "pending")

    assert hear(payment) == "applied"
    assert hear(payment, succeeded=False, closed=True) == "already"
    assert state(payment) == ("succeeded", "paid")
    assert said(payment).state == "succeeded"
