"""A part of a payment goes back: once for each cause, never more than is left."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.models import ModelLogEntry

from shop.core.errors import InvalidInput, StaleState
from shop.orders.enums import CancelReason, EntryKind
from shop.orders.models import Order
from shop.orders.operations import cancel_order
from shop.payments.enums import RefundCause
from shop.payments.errors import NothingToRefund, RefundTooMuch
from shop.payments.models import Payment, Refund
from shop.payments.operations import (
    execute_refund,
    fail_refund,
    refund_order_part,
    request_refund,
    retry_refund,
    settle_refund,
    withdraw,
)
from shop.payments.operations.refunds import refund_order
from tests.factories import NOW
from tests.factories.orders import paid_order, place
from tests.factories.staff import UserFactory, member
from tests.factories.wallets import filled

pytestmark = pytest.mark.django_db


def give_back(order: Order, amount_fen: int, key: str = "case:1", **fields: Any) -> list[Refund]:
    """A part of the order's money, for a reason."""
    return refund_order_part(order=order, amount_fen=amount_fen, reason="dented", at=NOW, by=None, key=key, **fields)


def refunded(order: Order) -> list[tuple[str, int]]:
    """Reference's end and amount of each refund of the order."""
    rows = Refund.objects.filter(payment__order=order)
    return [(row.reference.rpartition("-")[2], row.amount_fen) for row in rows]


def test_parts_go_back_until_nothing_is_left() -> None:
    order = paid_order()
    payment = Payment.objects.get()

    (first,) = give_back(order, 1800)
    give_back(order, 5000, key="case:2")

    payment.refresh_from_db()
    assert (first.reference, first.cause, first.state) == (f"R{payment.reference}-1", RefundCause.RETURNED, "requested")
    assert (refunded(order), payment.refunded_fen, payment.kept_fen) == ([("1", 1800), ("2", 5000)], 6800, 0)
    assert [entry.text for entry in order.entries.filter(kind=EntryKind.REFUND_DUE)] == [
        "¥18.00 · dented",
        "¥50.00 · dented",
    ]
    with pytest.raises(NothingToRefund):
        give_back(order, 1, key="case:3")
    assert Refund.objects.count() == 2


def test_a_cause_gives_back_once() -> None:
    order = paid_order()

    first = give_back(order, 1800)

    assert give_back(order, 1800) == give_back(order, 6800) == first
    assert refunded(order) == [("1", 1800)]


def test_more_than_is_left_is_refused_and_nothing_is_written() -> None:
    order = paid_order()
    give_back(order, 1800)

    with pytest.raises(RefundTooMuch, match=r"50\.00") as refusal:
        give_back(order, 5001, key="case:2")
    with pytest.raises(RefundTooMuch):
        request_refund(payment=Payment.objects.get(), amount_fen=5001, reason="x", at=NOW, key="other")
    with pytest.raises(InvalidInput):
        give_back(order, 0, key="case:2")

    assert refusal.value.field == "amount_fen"
    assert (refunded(order), Payment.objects.get().refunded_fen) == ([("1", 1800)], 1800)


def test_an_order_that_is_not_paid_has_nothing_to_give_back() -> None:
    with pytest.raises(NothingToRefund):
        give_back(place(), 1)

    assert not Refund.objects.exists()


def test_it_is_spread_over_the_payments_newest_first() -> None:
    order = paid_order()
    second = Payment.objects.create(
        order=order, gateway="sandbox", reference="2ND", amount_fen=2000, state="succeeded", succeeded_at=NOW
    )

    first_part, second_part = give_back(order, 3000)

    assert [(row.payment_id, row.amount_fen) for row in (first_part, second_part)] == [
        (second.pk, 2000),
        (Payment.objects.earliest("pk").pk, 1000),
    ]


def test_a_closed_order_gives_back_what_parts_left() -> None:
    order = paid_order()
    give_back(order, 1800)
    cancel_order(by=None, order=order, reason=CancelReason.MERCHANT, at=NOW)

    (rest,) = refund_order(order=order, reason="closed", at=NOW)

    assert (rest.amount_fen, rest.cause, rest.key) == (5000, RefundCause.CLOSED, "cancel")
    assert refund_order(order=order, reason="closed", at=NOW) == []
    with pytest.raises(NothingToRefund):
        give_back(order, 1, key="case:2")


def test_the_sandbox_sends_parts_and_no_more_than_it_has() -> None:
    order = paid_order()
    parts = [*give_back(order, 1800), *give_back(order, 5000, key="case:2")]

    assert [execute_refund(refund_id=part.pk, at=NOW) for part in parts] == [True, True]
    assert [entry.text for entry in order.entries.filter(kind=EntryKind.REFUNDED)] == ["¥18.00", "¥50.00"]
    Payment.objects.update(refunded_fen=0)
    (beyond,) = give_back(order, 1, key="case:3")
    assert execute_refund(refund_id=beyond.pk, at=NOW) is False


def test_what_the_gateway_refused_for_good_can_be_promised_again() -> None:
    order = paid_order()
    (refund,) = give_back(order, 6800)

    assert fail_refund(refund=refund, error="account closed", at=NOW) is True
    assert fail_refund(refund=refund, error="account closed", at=NOW) is False
    assert settle_refund(refund=refund, at=NOW) is False
    assert execute_refund(refund_id=refund.pk, at=NOW) is False

    refund.refresh_from_db()
    assert (refund.state, refund.error, Payment.objects.get().refunded_fen) == ("failed", "account closed", 0)
    assert order.entries.latest("pk").text == "支付机构拒绝退回 ¥68.00：account closed"
    assert [row.amount_fen for row in give_back(order, 6800, key="case:2")] == [6800]


def test_a_settled_refund_is_not_refused_any_more() -> None:
    (refund,) = give_back(paid_order(), 6800)

    assert settle_refund(refund=refund, at=NOW + timedelta(minutes=1)) is True
    assert fail_refund(refund=refund, error="late", at=NOW) is False
    assert Payment.objects.get().refunded_fen == 6800


def test_who_gave_it_back_is_on_record() -> None:
    order, desk = paid_order(), UserFactory()

    refund_order_part(order=order, amount_fen=100, reason="late", at=NOW, by=desk, key="desk:1")

    line = ModelLogEntry.objects.get(action="payments.refund")
    assert (line.user, line.object_id, line.data["amount_fen"]) == (desk, str(order.pk), 100)
    assert order.entries.get(kind=EntryKind.REFUND_DUE).by == desk


@pytest.mark.parametrize("refunded_fen", [-1, 6801])
def test_the_database_keeps_the_sum_within_the_amount(refunded_fen: int) -> None:
    paid_order()

    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.update(refunded_fen=refunded_fen)


def test_what_the_gateway_refused_is_sent_once_more_under_a_new_reference() -> None:
    order = paid_order()
    (refund,) = refund_order_part(order=order, amount_fen=1000, reason="x", at=NOW, by=None, key="k")
    with pytest.raises(StaleState):
        retry_refund(refund=refund, by=UserFactory(), at=NOW)
    fail_refund(refund=refund, error="account closed", at=NOW)

    retry_refund(refund=refund, by=UserFactory(), at=NOW)

    refund.refresh_from_db()
    assert (refund.state, refund.reference[-3:], refund.error) == ("requested", "-1R", "")
    assert Payment.objects.get().refunded_fen == 1000
    # The same cause still gives back once, and a second try needs a second refusal.
    assert refund_order_part(order=order, amount_fen=1000, reason="x", at=NOW, by=None, key="k") == [refund]
    with pytest.raises(StaleState):
        retry_refund(refund=refund, by=UserFactory(), at=NOW)
    assert execute_refund(refund_id=refund.pk, at=NOW)


def test_what_was_promised_otherwise_since_is_not_sent_once_more() -> None:
    order = paid_order()
    (refund,) = refund_order_part(order=order, amount_fen=order.total_fen, reason="x", at=NOW, by=None, key="k")
    fail_refund(refund=refund, error="account closed", at=NOW)
    refund_order_part(order=order, amount_fen=1, reason="x", at=NOW, by=None, key="other")

    with pytest.raises(RefundTooMuch):
        retry_refund(refund=refund, by=UserFactory(), at=NOW)

    refund.refresh_from_db()
    assert (refund.state, refund.reference[-2:]) == ("failed", "-1")


def test_the_desk_tries_again(client: Any) -> None:
    order = paid_order()
    (refund,) = refund_order_part(order=order, amount_fen=1000, reason="x", at=NOW, by=None, key="k")
    fail_refund(refund=refund, error="account closed", at=NOW)
    client.force_login(member("Operations"))
    address = reverse("payment_desk:retry", args=[refund.reference])
    assert address in client.get(reverse("order_desk:order", args=[order.number])).text

    assert client.post(address).status_code == 302

    refund.refresh_from_db()
    # Sent at once by the eager worker, or waiting for it.
    assert refund.state in {"requested", "succeeded"}
    assert client.post(address).status_code == 404


def test_what_was_withdrawn_and_refused_is_in_the_wallet_and_not_sent_again() -> None:
    withdraw(wallet=filled(10_000), amount_fen=4_000, token="t", at=NOW)
    refund = Refund.objects.get()
    fail_refund(refund=refund, error="account closed", at=NOW)

    with pytest.raises(StaleState):
        retry_refund(refund=refund, by=UserFactory(), at=NOW)
