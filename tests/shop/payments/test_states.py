"""Payments and refunds: every pair of states is walked, and only the steps of the tables are taken."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from shop.core.errors import StaleState
from shop.payments.enums import PaymentState, RefundState
from shop.payments.gateways import RefundAnswer
from shop.payments.models import Payment, Refund
from shop.payments.operations import execute_refund, fail_refund, request_refund, retry_refund, settle_refund
from shop.payments.operations.closing import close_payment
from shop.payments.rules import PAYMENT_TRANSITIONS, REFUND_TRANSITIONS
from tests.factories import NOW
from tests.factories.orders import paid_order, place
from tests.factories.payments import hear, start
from tests.factories.staff import UserFactory

pytestmark = pytest.mark.django_db

PAYMENT_STEPS: dict[PaymentState, Callable[[Payment], object]] = {
    PaymentState.SUCCEEDED: hear,
    PaymentState.FAILED: lambda payment: hear(payment, succeeded=False),
    PaymentState.CLOSED: lambda payment: close_payment(payment=payment, at=NOW),
}


def try_again(refund: Refund) -> None:
    with suppress(StaleState):
        retry_refund(refund=refund, by=UserFactory(), at=NOW)


REFUND_STEPS: dict[RefundState, Callable[[Refund], object]] = {
    RefundState.REQUESTED: try_again,
    RefundState.ACCEPTED: lambda refund: execute_refund(refund_id=refund.pk, at=NOW),
    RefundState.SUCCEEDED: lambda refund: settle_refund(refund=refund, at=NOW),
    RefundState.FAILED: lambda refund: fail_refund(refund=refund, error="no such account", at=NOW),
}


@pytest.mark.parametrize("old", PaymentState)
@pytest.mark.parametrize("new", PAYMENT_STEPS)
def test_a_payment_takes_the_steps_of_the_table(old: PaymentState, new: PaymentState) -> None:
    payment = start(place())
    if old in PAYMENT_STEPS:
        PAYMENT_STEPS[old](payment)
    payment.refresh_from_db()
    assert payment.state == old

    PAYMENT_STEPS[new](payment)

    payment.refresh_from_db()
    assert payment.state == (new if new in PAYMENT_TRANSITIONS[old] else old)


@pytest.mark.parametrize("old", RefundState)
@pytest.mark.parametrize("new", REFUND_STEPS)
def test_a_refund_takes_the_steps_of_the_table(
    old: RefundState, new: RefundState, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = RefundAnswer(state=RefundState.ACCEPTED)
    for asked in ("refund", "query_refund"):
        monkeypatch.setattr(f"shop.payments.gateways.sandbox.gateway.Gateway.{asked}", lambda *args, **named: taken)
    paid_order()
    refund = request_refund(payment=Payment.objects.get(), amount_fen=1800, reason="dented", at=NOW, key="case:1")
    if old in REFUND_STEPS:
        REFUND_STEPS[old](refund)
    refund.refresh_from_db()
    assert refund.state == old

    REFUND_STEPS[new](refund)

    refund.refresh_from_db()
    assert refund.state == (new if new in REFUND_TRANSITIONS[old] else old)


def test_the_tables_know_every_state() -> None:
    assert set(PAYMENT_TRANSITIONS) == {*PaymentState}
    assert set(REFUND_TRANSITIONS) == {*RefundState}
