"""The sandbox's page: pay, fail, late, twice, and double clicks on each."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from shop.orders.enums import OrderStatus
from shop.orders.operations import expire_due
from shop.payments.enums import CallbackOutcome, PaymentState
from shop.payments.gateways.sandbox.models import SandboxCharge
from shop.payments.models import GatewayEvent, Payment, Refund
from shop.payments.operations import query_pending
from tests.factories.inventory import stocked_sku
from tests.shop.storefront.conftest import Shopper, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(shopper: Shopper) -> str:
    """The payment page of a new order."""
    shopper.add(stocked_sku(units=1))
    return str(shopper.check_out()["Location"])


def decide(shopper: Shopper, page: str, decision: str) -> Any:
    return shopper.client.post(page, {"decision": decision}, follow=True)


def test_it_shows_what_is_asked_and_that_it_is_a_sandbox(shopper: Shopper, page: str) -> None:
    text = text_of(shopper.get(page))

    assert "no money moves here" in text
    assert "¥68.00" in text


def test_paying_twice_counts_once(shopper: Shopper, page: str) -> None:
    decide(shopper, page, "twice")

    assert shopper.order.status == OrderStatus.PAID
    outcomes = list(GatewayEvent.objects.order_by("id").values_list("outcome", flat=True))
    assert outcomes == [CallbackOutcome.APPLIED, CallbackOutcome.ALREADY]
    assert not Refund.objects.exists()


@pytest.mark.parametrize("decision", ["pay", "twice", "fail"])
def test_a_double_click_changes_nothing(shopper: Shopper, page: str, decision: str) -> None:
    decide(shopper, page, decision)
    events = GatewayEvent.objects.count()

    again = decide(shopper, page, "pay" if decision == "fail" else decision)

    assert again.status_code == 200
    assert GatewayEvent.objects.count() == events
    assert shopper.order.status == (OrderStatus.PENDING if decision == "fail" else OrderStatus.PAID)


def test_after_a_failure_the_shop_lets_pay_again(shopper: Shopper, page: str) -> None:
    failed = decide(shopper, page, "fail")
    assert "did not go through, and nothing was charged" in text_of(failed)
    assert "Pay now" in text_of(failed)
    assert Payment.objects.get().state == PaymentState.FAILED

    retry = shopper.client.post(reverse("storefront:pay", args=[shopper.order.number]), {"gateway": "sandbox"})
    assert retry["Location"] != page
    decide(shopper, retry["Location"], "pay")
    assert shopper.order.status == OrderStatus.PAID


def test_paying_late_is_reported_after_the_deadline_and_revives_the_order(
    shopper: Shopper, page: str, clock: Any
) -> None:
    decide(shopper, page, "late")
    assert shopper.order.status == OrderStatus.PENDING
    early = shopper.client.post(f"{page}deliver/", follow=True)
    assert early.status_code == 200
    assert shopper.order.status == OrderStatus.PENDING

    clock.move_to(shopper.order.expires_at + timedelta(seconds=5))
    expire_due(at=shopper.order.expires_at)
    assert shopper.order.status == OrderStatus.CANCELLED
    shopper.client.post(f"{page}deliver/")
    shopper.client.post(f"{page}deliver/")

    assert shopper.order.status == OrderStatus.PAID
    assert GatewayEvent.objects.count() == 1


def test_a_late_report_for_goods_that_are_gone_is_refunded(
    shopper: Shopper, stranger: Shopper, page: str, clock: Any
) -> None:
    decide(shopper, page, "late")
    clock.move_to(shopper.order.expires_at + timedelta(seconds=5))
    expire_due(at=shopper.order.expires_at)
    stranger.add(shopper.order.lines.get().sku)
    stranger.check_out()

    # Closed is closed: it is not asked about any more, and the report comes all the same.
    assert query_pending(at=shopper.order.expires_at + timedelta(minutes=5)) == 0
    shopper.client.post(f"{page}deliver/")

    assert shopper.order.status == OrderStatus.CANCELLED
    assert Refund.objects.get().amount_fen == 6800
    assert "¥68.00" in text_of(shopper.get(shopper.order.get_absolute_url()))


@pytest.mark.parametrize("decision", ["", "steal", "x" * 5000])
def test_an_unknown_decision_decides_nothing(shopper: Shopper, page: str, decision: str) -> None:
    assert decide(shopper, page, decision).status_code == 400
    assert SandboxCharge.objects.get().result == ""


def test_an_unknown_reference_is_not_found(shopper: Shopper) -> None:
    assert shopper.get("/pay/sandbox/NONE/").status_code == 404
