"""Refunds that their gateway cannot send: seen at the desk, sent at the bank, written down once."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from microbrand import audit, figures
from shop.core.errors import InvalidInput, StaleState
from shop.ledger.enums import Account
from shop.ledger.queries import balance_of
from shop.payments.enums import RefundState
from shop.payments.errors import NotByBank, RefundTooMuch
from shop.payments.models import Payment, Refund
from shop.payments.operations import (
    execute_refund,
    fail_refund,
    reconcile,
    refund_order_part,
    retry_refund,
    send_by_bank,
    withdraw,
)
from shop.payments.queries import stranded, withdrawals
from tests.factories import NOW
from tests.factories.orders import paid_order
from tests.factories.staff import member
from tests.factories.wallets import filled
from tests.shop.payments.test_reconcile import DAY, MORNING, Vendor, line, vendor  # noqa: F401

pytestmark = pytest.mark.django_db


def is_true() -> bool:
    checks = [name for name in audit.names() if name.startswith(("books", "wallets"))]
    return not any(result.breach_count for result in audit.run(at=NOW + timedelta(minutes=5), only=checks))


def withdrawn(settings: Any) -> Refund:
    """A withdrawal whose gateway is not in use any more."""
    wallet = filled(10_000)
    settings.PAYMENT_GATEWAYS = []
    withdraw(wallet=wallet, amount_fen=4_000, token="0" * 16, at=NOW)
    refund = Refund.objects.get()
    assert not execute_refund(refund_id=refund.pk, at=NOW)
    return refund


def refused(amount_fen: int = 1_000) -> Refund:
    """A part of an order's money that the gateway has refused for good to send back."""
    order = paid_order()
    [refund] = refund_order_part(order=order, amount_fen=amount_fen, reason="碰伤", at=NOW, by=None, key="a")
    fail_refund(refund=refund, error="账户已注销", at=NOW)
    refund.refresh_from_db()
    return refund


def test_a_withdrawal_at_a_gateway_that_is_gone_is_sent_at_the_bank(settings: Any) -> None:
    refund, owner = withdrawn(settings), member("Owner")
    assert list(stranded()) == [refund]
    assert figures.refunds_stuck().get() == refund
    receivable_fen = balance_of(Account.RECEIVABLE)

    send_by_bank(by=owner, refund=refund, bank_reference="2026 0042", at=NOW)
    refund.refresh_from_db()
    assert (refund.state, refund.bank_reference, refund.succeeded_at) == (RefundState.SUCCEEDED, "20260042", NOW)
    # It left our bank: the gateway owes what was paid in as before.
    assert (balance_of(Account.BANK), balance_of(Account.RECEIVABLE)) == (-4_000, receivable_fen)
    assert balance_of(Account.WITHDRAWALS) == 0
    assert withdrawals(refund.payment.wallet)[0].state == RefundState.SUCCEEDED
    assert not stranded().exists()
    with pytest.raises(StaleState):
        send_by_bank(by=owner, refund=refund, bank_reference="2026 0043", at=NOW)
    assert balance_of(Account.BANK) == -4_000
    assert is_true()


def test_what_was_refused_for_good_is_sent_at_the_bank_once() -> None:
    refund, owner = refused(), member("Owner")
    stale = Refund.objects.get(pk=refund.pk)
    send_by_bank(by=owner, refund=refund, bank_reference="20260001", at=NOW)
    refund.refresh_from_db()
    assert (refund.state, refund.payment.refunded_fen) == (RefundState.SUCCEEDED, 1_000)
    assert balance_of(Account.BANK) == -1_000
    with pytest.raises(StaleState):
        send_by_bank(by=owner, refund=stale, bank_reference="20260002", at=NOW)
    with pytest.raises(StaleState):
        retry_refund(refund=stale, by=owner, at=NOW)
    assert is_true()


def test_nothing_is_sent_twice() -> None:
    order, owner = paid_order(), member("Owner")
    [refund] = refund_order_part(order=order, amount_fen=1_000, reason="碰伤", at=NOW, by=None, key="a")
    with pytest.raises(NotByBank):
        send_by_bank(by=owner, refund=refund, bank_reference="20260001", at=NOW)
    fail_refund(refund=refund, error="账户已注销", at=NOW)
    with pytest.raises(InvalidInput):
        send_by_bank(by=owner, refund=refund, bank_reference="1", at=NOW)
    refund_order_part(order=order, amount_fen=6_500, reason="碰伤", at=NOW, by=None, key="b")
    with pytest.raises(RefundTooMuch):
        send_by_bank(by=owner, refund=refund, bank_reference="20260001", at=NOW)
    refund.refresh_from_db()
    assert (refund.state, refund.bank_reference) == (RefundState.FAILED, "")
    assert Payment.objects.get().refunded_fen == 6_500
    assert balance_of(Account.BANK) == 0


def test_a_withdrawal_that_was_refused_is_in_the_wallet_again_and_not_at_the_bank() -> None:
    wallet = filled(10_000)
    withdraw(wallet=wallet, amount_fen=4_000, token="0" * 16, at=NOW)
    refund = Refund.objects.get()
    fail_refund(refund=refund, error="账户已注销", at=NOW)
    with pytest.raises(NotByBank):
        send_by_bank(by=member("Owner"), refund=refund, bank_reference="20260001", at=NOW)


def test_a_bill_that_has_it_all_the_same_says_that_it_went_back_twice(vendor: Vendor) -> None:  # noqa: F811
    refund = refused()
    send_by_bank(by=member("Owner"), refund=refund, bank_reference="20260001", at=NOW)
    vendor.bill(line(refund.payment))
    statement = reconcile(gateway_code="sandbox", day=DAY, at=MORNING)
    assert not statement.entries.exclude(outcome="matched").exists()
    vendor.bill(line(refund.payment), line(refund))
    statement = reconcile(gateway_code="sandbox", day=DAY, at=MORNING)
    entry = statement.entries.exclude(outcome="matched").get()
    assert (entry.outcome, entry.difference_fen) == ("not_here", -1_000)


def test_the_desk_shows_what_waits_and_takes_the_banks_reference(client: Client, settings: Any) -> None:
    client.force_login(member("Operations"))
    refund = withdrawn(settings)
    customer = reverse("customer_desk:customer", args=[refund.payment.wallet.customer_id])
    address = reverse("payment_desk:by_bank", args=[refund.reference])
    assert address in client.get(customer).text
    assert customer in client.get(reverse("troubles")).text
    assert "40.00" in client.get(address).text
    assert client.post(address, {"bank_reference": "1"}).status_code == 422
    answer = client.post(address, {"bank_reference": "2026 0042"}, follow=True)
    assert "20260042" in answer.text
    assert address not in answer.text
    assert client.get(address).status_code == 404


def test_only_those_who_may_write_down_transfers(client: Client, settings: Any) -> None:
    client.force_login(member("Warehouse"))
    refund = withdrawn(settings)
    address = reverse("payment_desk:by_bank", args=[refund.reference])
    assert client.post(address, {"bank_reference": "2026 0042"}).url == reverse("wagtailadmin_home")
    assert list(stranded()) == [refund]
