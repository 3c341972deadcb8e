"""A device becomes another customer while it is just ordering: the order comes along, or is placed there."""

from collections.abc import Callable

import pytest

from shop.core.errors import StaleState
from shop.customers.merging import merge_customers
from shop.customers.models import Customer
from shop.orders.models import Order
from shop.payments.enums import CallbackOutcome
from shop.payments.models import Wallet
from shop.payments.operations import start_top_up, wallet_of, withdraw
from tests.factories import NOW
from tests.factories.customers import CustomerFactory
from tests.factories.inventory import stocked_sku
from tests.factories.orders import place
from tests.factories.payments import hear
from tests.factories.wallets import filled
from tests.races.stage import Encounter, meet

Breaches = Callable[[], list[str]]
PLACED = 'INSERT INTO "orders_order" '


def order_meets_merge() -> tuple[Customer, Customer, Encounter]:
    guest, into = CustomerFactory(), CustomerFactory()
    sku = stocked_sku()
    met = meet(
        lambda: place({sku: 1}, customer=guest),
        lambda: merge_customers(guest=guest, into=into, at=NOW),
        after=PLACED,
    )
    return guest, into, met


def test_an_order_that_is_just_being_placed_comes_along(breaches: Breaches) -> None:
    _guest, into, met = order_meets_merge()

    assert met.waited
    assert (met.first.pk, met.second) == (Order.objects.get(customer=into).pk, into)
    assert breaches() == []


def test_the_control_without_the_lock_leaves_it_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shop.orders.operations.place.lock_customer", lambda customer: customer)

    guest, _into, met = order_meets_merge()

    assert not met.waited
    assert Order.objects.get().customer == guest


def test_an_order_that_comes_while_the_device_goes_over_is_placed_there(breaches: Breaches) -> None:
    guest, into = CustomerFactory(), CustomerFactory()
    sku = stocked_sku()

    met = meet(
        lambda: merge_customers(guest=guest, into=into, at=NOW),
        lambda: place({sku: 1}, customer=guest),
        after='UPDATE "orders_order"',
    )

    assert met.waited
    assert Order.objects.get().customer == into
    assert breaches() == []


def test_two_devices_that_scan_each_other_do_not_swap() -> None:
    one, two = CustomerFactory(), CustomerFactory()

    met = meet(
        lambda: merge_customers(guest=one, into=two, at=NOW),
        lambda: merge_customers(guest=two, into=one, at=NOW),
        after="FOR NO KEY UPDATE",
    )

    assert met.waited
    assert sorted(Customer.objects.values_list("merged_into", flat=True), key=bool) == [None, two.pk]


def top_up_meets_merge() -> tuple[Wallet, Encounter]:
    guest, into = CustomerFactory(), CustomerFactory()
    wallet = filled(3_000, customer=into)
    payment, _start = start_top_up(wallet=wallet_of(guest), amount_fen=5_000, gateway_code="sandbox", at=NOW)
    met = meet(
        lambda: merge_customers(guest=guest, into=into, at=NOW),
        lambda: hear(payment),
        after='UPDATE "payments_payment"',
    )
    return wallet, met


def test_a_top_up_that_arrives_while_its_device_goes_over_is_in_the_joined_wallet(breaches: Breaches) -> None:
    wallet, met = top_up_meets_merge()

    assert (met.waited, met.second) == (True, CallbackOutcome.APPLIED)
    wallet.refresh_from_db()
    assert wallet.principal_fen == 8_000
    assert breaches() == []


def test_the_control_without_the_wallets_lock_does_not_find_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shop.payments.operations.callbacks.lock_wallet_of", lambda payment: payment)

    wallet, met = top_up_meets_merge()

    assert isinstance(met.second, Wallet.DoesNotExist)
    wallet.refresh_from_db()
    assert wallet.principal_fen == 3_000


def test_what_is_just_being_withdrawn_is_not_there_twice(breaches: Breaches) -> None:
    wallet, into = filled(5_000), CustomerFactory()
    joined = filled(3_000, customer=into)

    met = meet(
        lambda: withdraw(wallet=wallet, amount_fen=4_000, token="one", at=NOW),
        lambda: merge_customers(guest=wallet.customer, into=into, at=NOW),
        after='UPDATE "payments_wallet"',
    )

    assert (met.waited, met.second) == (True, into)
    joined.refresh_from_db()
    assert (joined.principal_fen, joined.withdrawals.get().pk) == (4_000, met.first.pk)
    assert breaches() == []


def test_a_withdrawal_from_a_wallet_that_has_just_gone_over_is_told_so(breaches: Breaches) -> None:
    wallet, into = filled(5_000), CustomerFactory()
    joined = filled(3_000, customer=into)

    met = meet(
        lambda: merge_customers(guest=wallet.customer, into=into, at=NOW),
        lambda: withdraw(wallet=wallet, amount_fen=4_000, token="one", at=NOW),
        after='UPDATE "payments_wallet"',
    )

    assert (met.waited, type(met.second)) == (True, StaleState)
    joined.refresh_from_db()
    assert joined.principal_fen == 8_000
    assert breaches() == []
