"""What gateways say: once, in any order, and never more than was agreed."""

from datetime import timedelta

import pytest

from shop.orders.enums import CancelReason
from shop.orders.models import Order
from shop.orders.operations import cancel_order, expire_order
from shop.payments.enums import CallbackOutcome
from shop.payments.errors import BadSignature, UnknownGateway
from shop.payments.gateways.sandbox.gateway import MAX_AGE, message
from shop.payments.gateways.sandbox.models import SandboxCharge
from shop.payments.models import GatewayEvent, Payment, Refund
from shop.payments.operations import receive_callback
from shop.payments.operations.callbacks import apply_callback
from tests.factories import NOW
from tests.factories.inventory import stock_of, stocked_sku
from tests.factories.orders import paid_order, place, ship
from tests.factories.payments import hear, said, start

pytestmark = pytest.mark.django_db


def state(order: Order) -> tuple[str, list[str], int, list[str]]:
    """Order's state, its payments' states, refunds, and its time line."""
    return (
        Order.objects.get(pk=order.pk).status,
        list(order.payments.order_by("id").values_list("state", flat=True)),
        Refund.objects.filter(payment__order=order).count(),
        [entry.kind for entry in order.entries.all()],
    )


def test_success_pays_the_order() -> None:
    order = place()
    payment = start(order)

    assert hear(payment, at=NOW + timedelta(minutes=1)) == CallbackOutcome.APPLIED

    assert state(order) == ("paid", ["succeeded"], 0, ["placed", "paid"])
    payment.refresh_from_db()
    assert (payment.succeeded_at, payment.provider_reference) == (NOW + timedelta(minutes=1), f"P{payment.reference}")


def test_the_same_message_counts_once() -> None:
    order = place()
    heard = said(start(order))

    outcomes = [apply_callback(gateway_code="sandbox", callback=heard, at=NOW) for _ in range(3)]

    assert outcomes == ["applied", "already", "already"]
    assert state(order) == ("paid", ["succeeded"], 0, ["placed", "paid"])
    assert GatewayEvent.objects.count() == 1


def test_two_messages_about_one_payment_count_once() -> None:
    order = place()
    payment = start(order)

    assert [hear(payment), hear(payment)] == ["applied", "already"]
    assert state(order) == ("paid", ["succeeded"], 0, ["placed", "paid"])
    assert list(GatewayEvent.objects.order_by("id").values_list("outcome", flat=True)) == ["applied", "already"]


def test_a_repeated_message_never_turns_a_shipped_order_back() -> None:
    order = place()
    payment = start(order)
    hear(payment)
    order.refresh_from_db()
    ship(order)

    assert hear(payment) == CallbackOutcome.ALREADY
    assert state(order) == ("shipped", ["succeeded"], 0, ["placed", "paid", "shipped"])


def test_failure_then_success_in_either_order() -> None:
    first, second = place(), place()
    tried, late = start(first), start(second)

    assert hear(tried, succeeded=False) == CallbackOutcome.APPLIED
    assert state(first) == ("pending", ["failed"], 0, ["placed"])
    assert hear(tried) == CallbackOutcome.APPLIED
    assert hear(late) == CallbackOutcome.APPLIED
    assert hear(late, succeeded=False) == CallbackOutcome.ALREADY

    assert state(first) == ("paid", ["failed", "succeeded"][1:], 0, ["placed", "paid"])
    assert state(second) == ("paid", ["succeeded"], 0, ["placed", "paid"])


def test_paying_twice_sends_the_second_payment_back() -> None:
    order = place()
    first = start(order)
    hear(first, succeeded=False)
    second = start(order)
    assert second != first

    assert [hear(second), hear(first)] == ["applied", "refunded"]

    assert state(order) == ("paid", ["succeeded", "succeeded"], 1, ["placed", "paid", "refund_due"])
    refund = Refund.objects.get()
    assert (refund.payment, refund.amount_fen, refund.state) == (first, order.total_fen, "requested")


def test_late_money_revives_the_order_or_goes_back() -> None:
    sku = stocked_sku(units=1)
    revived = place({sku: 1})
    payment = start(revived)
    expire_order(order_id=revived.pk, at=revived.expires_at)

    assert hear(payment, at=revived.expires_at) == CallbackOutcome.APPLIED
    assert state(revived)[0] == "paid"

    sku = stocked_sku(units=1)
    gone = place({sku: 1})
    payment = start(gone)
    expire_order(order_id=gone.pk, at=gone.expires_at)
    place({sku: 1}, at=gone.expires_at)

    assert hear(payment, at=gone.expires_at) == CallbackOutcome.REFUNDED
    assert state(gone) == ("cancelled", ["succeeded"], 1, ["placed", "cancelled", "refund_due"])
    assert stock_of(sku) == (1, 1)


def test_money_for_a_cancelled_order_goes_back() -> None:
    order = place()
    payment = start(order)
    cancel_order(by=None, order=order, reason=CancelReason.CUSTOMER, at=NOW)

    assert hear(payment) == CallbackOutcome.REFUNDED
    assert state(order) == ("cancelled", ["succeeded"], 1, ["placed", "cancelled", "refund_due"])


@pytest.mark.parametrize("difference", [-1, 1, -10_000_000])
def test_another_amount_is_never_counted(difference: int) -> None:
    order = place()
    payment = start(order)

    assert hear(payment, amount_fen=payment.amount_fen + difference) == CallbackOutcome.MISMATCH
    assert state(order) == ("pending", ["pending"], 0, ["placed"])
    assert GatewayEvent.objects.get().outcome == "mismatch"


def test_an_unknown_payment_is_kept_for_a_person_to_see() -> None:
    payment = start(place())

    assert hear(payment, payment_reference="nobody") == CallbackOutcome.UNKNOWN
    assert GatewayEvent.objects.get().outcome == "unknown"


def test_a_fault_in_mid_work_leaves_the_message_to_be_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    order = place()
    heard = said(start(order))
    with monkeypatch.context() as patch:
        patch.setattr("shop.orders.operations.pay.record_sales", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            apply_callback(gateway_code="sandbox", callback=heard, at=NOW)

    assert state(order) == ("pending", ["pending"], 0, ["placed"])
    assert not GatewayEvent.objects.exists()
    assert apply_callback(gateway_code="sandbox", callback=heard, at=NOW) == CallbackOutcome.APPLIED


def signed(order: Order, **changes: object) -> tuple[dict[str, str], bytes]:
    payment = start(order)
    SandboxCharge.objects.filter(reference=payment.reference).update(result="paid", decided_at=NOW, **changes)
    return message(SandboxCharge.objects.get(reference=payment.reference), event_id="e", at=NOW)


def test_a_signed_message_is_taken_at_its_door(time_machine: object) -> None:
    time_machine.move_to(NOW)  # type: ignore[attr-defined]
    order = place()
    headers, body = signed(order)

    assert receive_callback(gateway_code="sandbox", headers=headers, body=body, at=NOW) == CallbackOutcome.APPLIED
    assert state(order)[0] == "paid"


def test_a_forged_or_old_message_is_refused_and_not_stored(time_machine: object) -> None:
    time_machine.move_to(NOW)  # type: ignore[attr-defined]
    headers, body = signed(place())
    stamp, signature = headers["X-Sandbox-Timestamp"], headers["X-Sandbox-Signature"]

    forged = [
        ({}, body),
        (headers, body.replace(b"6800", b"0001")),
        ({**headers, "X-Sandbox-Signature": signature[:-1] + ("0" if signature[-1] != "0" else "1")}, body),
        ({**headers, "X-Sandbox-Timestamp": str(int(stamp) + 1)}, body),
        ({**headers, "X-Sandbox-Signature": "é"}, body),
        (headers, b""),
    ]
    for bad_headers, bad_body in forged:
        with pytest.raises(BadSignature):
            receive_callback(gateway_code="sandbox", headers=bad_headers, body=bad_body, at=NOW)
    time_machine.move_to(NOW + MAX_AGE + timedelta(seconds=1))  # type: ignore[attr-defined]
    with pytest.raises(BadSignature):
        receive_callback(gateway_code="sandbox", headers=headers, body=body, at=NOW)
    with pytest.raises(UnknownGateway):
        receive_callback(gateway_code="../sandbox", headers=headers, body=body, at=NOW)

    assert not GatewayEvent.objects.exists()
    assert set(Payment.objects.values_list("state", flat=True)) == {"pending"}


def test_a_paid_order_has_one_payment() -> None:
    assert Payment.objects.filter(order=paid_order()).count() == 1
