"""Bank transfers: particulars, more time, money written down once and only in full, refunds sent by hand."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils import timezone

from shop.core.errors import InvalidInput, StaleState
from shop.inventory.models import Reservation
from shop.orders.enums import CancelReason
from shop.orders.models import Order
from shop.orders.operations import cancel_order, expire_due, prolong_order
from shop.payments.errors import AlreadyWritten, AmountDiffers, BadSignature, NotByHand
from shop.payments.models import GatewayEvent, Payment, Refund
from shop.payments.operations import (
    confirm_sent,
    confirm_transfer,
    execute_refund,
    receive_callback,
    request_refund,
    start_payment,
)
from tests.factories import NOW
from tests.factories.inventory import stocked_sku
from tests.factories.orders import place
from tests.factories.payments import pay, start
from tests.factories.staff import member

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate(NOW)


@pytest.fixture(autouse=True)
def _bank(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PAYMENT_GATEWAYS = ["sandbox", "transfer"]
    for name, value in [("HOLDER", "华芳苑"), ("BANK", "农业银行栖霞支行"), ("ACCOUNT", "6228 4800")]:
        monkeypatch.setenv(f"BANK_TRANSFER_{name}", value)


def begun(order: Order | None = None) -> Payment:
    payment, _how = start_payment(order=order or place(), gateway_code="transfer", at=NOW)
    return payment


def arrive(payment: Payment, **changes: Any) -> str:
    terms: dict[str, Any] = {
        "by": member("Owner"),
        "payment": payment,
        "amount_fen": payment.amount_fen,
        "received_on": TODAY,
        "bank_reference": "2026 0001",
        "at": NOW,
        **changes,
    }
    return confirm_transfer(**terms)


def state(payment: Payment) -> tuple[str, str, int]:
    payment.refresh_from_db()
    return payment.state, Order.objects.get(pk=payment.order_id).status, GatewayEvent.objects.count()


def test_the_shopper_reads_where_to_send_it_and_the_goods_are_held_longer() -> None:
    order = place()
    payment, how = start_payment(order=order, gateway_code="transfer", at=NOW)

    assert how.particulars == {
        "holder": "华芳苑",
        "bank": "农业银行栖霞支行",
        "account": "6228 4800",
        "remark": order.number,
    }
    order.refresh_from_db()
    assert order.expires_at == order.placed_at + timedelta(hours=72)
    assert set(Reservation.objects.filter(reference=order.number).values_list("expires_at", flat=True)) == {
        order.expires_at
    }
    assert begun(order) == payment
    assert order.entries.filter(kind="note").count() == 1
    assert expire_due(at=order.expires_at - timedelta(microseconds=1)) == 0


def test_only_an_unpaid_order_in_time_gets_more_time() -> None:
    order, paid = place(), place()
    pay(paid)
    later = NOW + timedelta(days=3)

    for row, at in [(paid, NOW), (order, order.expires_at)]:
        assert prolong_order(order=row, until=later, reason="x", at=at) is False
    assert prolong_order(order=order, until=order.expires_at, reason="x", at=NOW) is False
    assert not order.entries.filter(kind="note").exists()


def test_what_arrived_in_full_pays_the_order() -> None:
    payment = begun()

    assert arrive(payment) == "applied"

    assert state(payment) == ("succeeded", "paid", 1)
    assert (payment.provider_reference, timezone.localdate(payment.succeeded_at)) == ("20260001", TODAY)


@pytest.mark.parametrize("difference", [-1, 1])
def test_another_amount_marks_nothing(difference: int) -> None:
    payment = begun()

    with pytest.raises(AmountDiffers):
        arrive(payment, amount_fen=payment.amount_fen + difference)

    assert state(payment) == ("pending", "pending", 0)


def test_a_transfer_counts_once_however_often_it_is_written_down() -> None:
    first, second = begun(), begun()
    arrive(first)

    with pytest.raises(AlreadyWritten):
        arrive(second)
    with pytest.raises(AlreadyWritten):
        arrive(first, bank_reference="another")

    assert state(second) == ("pending", "pending", 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"received_on": TODAY + timedelta(days=1)},
        {"received_on": TODAY - timedelta(days=1)},
        {"bank_reference": "  1"},
        {"bank_reference": "x" * 61},
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    payment = begun()

    with pytest.raises(InvalidInput):
        arrive(payment, **wrong)

    assert state(payment) == ("pending", "pending", 0)


def test_a_service_that_reports_by_itself_is_not_confirmed_by_hand() -> None:
    payment = start(place())

    with pytest.raises(NotByHand):
        arrive(payment)
    with pytest.raises(BadSignature):
        receive_callback(gateway_code="transfer", headers={}, body=b"{}", at=NOW)
    assert state(payment) == ("pending", "pending", 0)


def test_a_transfer_for_a_closed_order_revives_it_or_is_to_be_sent_back() -> None:
    revived = begun(place({stocked_sku(units=1): 1}))
    expire_due(at=NOW + timedelta(hours=72))
    assert state(revived)[:2] == ("closed", "cancelled")
    later = NOW + timedelta(hours=73)
    assert arrive(revived, at=later, received_on=timezone.localdate(later)) == "applied"

    gone = begun()
    cancel_order(by=None, order=gone.order, reason=CancelReason.CUSTOMER, at=NOW)
    assert arrive(gone, bank_reference="20260002") == "refunded"

    assert state(revived)[:2] == ("succeeded", "paid")
    assert Refund.objects.get().payment == gone


def test_a_refund_waits_until_somebody_has_sent_it() -> None:
    payment = begun()
    arrive(payment)
    refund = request_refund(payment=payment, amount_fen=500, reason="x", at=NOW, key="k")
    assert execute_refund(refund_id=refund.pk, at=NOW) is False
    refund.refresh_from_db()
    assert refund.state == "accepted"

    confirm_sent(by=member("Owner"), refund=refund, bank_reference="OUT-1", at=NOW)
    with pytest.raises(StaleState):
        confirm_sent(by=member("Owner"), refund=refund, bank_reference="OUT-1", at=NOW)

    refund.refresh_from_db()
    assert refund.state == "succeeded"


@pytest.mark.once
def test_the_desk_writes_down_what_arrives_and_what_is_sent(client: Any, time_machine: Any) -> None:
    time_machine.move_to(NOW)
    payment = begun()
    client.force_login(member("Owner"))
    transfers = reverse("payment_desk:transfers")
    page = reverse("payment_desk:arrived", args=[payment.reference])
    assert payment.order.number in client.get(transfers).content.decode()
    assert page in client.get(reverse("order_desk:order", args=[payment.order.number])).content.decode()
    form = {"amount": "68.01", "received_on": f"{TODAY}", "bank_reference": "20260001"}

    wrong, right = client.post(page, form), client.post(page, {**form, "amount": "68"}, follow=True)

    assert (wrong.status_code, right.status_code) == (422, 200)
    assert "应为 ¥68.00" in wrong.content.decode()
    assert state(payment)[:2] == ("succeeded", "paid")
    refund = request_refund(payment=payment, amount_fen=500, reason="少了一件", at=NOW, key="k")
    execute_refund(refund_id=refund.pk, at=NOW)
    sent = reverse("payment_desk:sent", args=[refund.reference])
    assert sent in client.get(f"{transfers}?tab=send").content.decode()
    client.post(sent, {"bank_reference": "OUT-1"})
    refund.refresh_from_db()
    assert refund.state == "succeeded"
    assert client.get(sent).status_code == 404
    assert "20260001" in client.get(f"{transfers}?tab=arrived").content.decode()


@pytest.mark.once
@pytest.mark.parametrize("role", ["Warehouse", "Editor"])
def test_others_write_nothing_down(client: Any, role: str) -> None:
    payment = begun()
    client.force_login(member(role))

    assert client.get(reverse("payment_desk:transfers")).status_code == 302
    assert client.post(reverse("payment_desk:arrived", args=[payment.reference])).status_code == 302
    assert state(payment) == ("pending", "pending", 0)


@pytest.mark.once
def test_without_an_account_the_site_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BANK_TRANSFER_ACCOUNT")

    with pytest.raises(ImproperlyConfigured, match="BANK_TRANSFER_ACCOUNT"):
        apps.get_app_config("transfer").ready()


def test_where_no_transfers_are_taken_there_is_no_such_screen(client: Any, settings: Any) -> None:
    settings.PAYMENT_GATEWAYS = ["sandbox"]
    client.force_login(member("Operations"))

    assert client.get(reverse("payment_desk:transfers")).status_code == 404
