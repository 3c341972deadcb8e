"""A device becomes another customer while it is just ordering: the order comes along, or is placed there."""

from collections.abc import Callable

import pytest

from shop.customers.merging import merge_customers
from shop.customers.models import Customer
from shop.orders.models import Order
from tests.factories import NOW
from tests.factories.customers import CustomerFactory
from tests.factories.inventory import stocked_sku
from tests.factories.orders import place
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
