"""Two devices become one customer."""

import pytest

from content.courses import records as courses
from shop.customers.errors import CannotMerge
from shop.customers.merging import merge_customers
from shop.customers.models import Address, Customer
from shop.customers.operations import prefer_address, save_address
from shop.orders.models import CartLine, Order
from shop.orders.operations import add_to_cart
from tests.factories import NOW
from tests.factories.customers import CustomerFactory, address
from tests.factories.inventory import stocked_sku
from tests.factories.orders import place

pytestmark = pytest.mark.django_db


def cart_of(customer: Customer) -> dict[str, int]:
    return dict(CartLine.objects.filter(cart__customer=customer).values_list("sku__code", "quantity"))


def test_all_of_it_goes_over_once() -> None:
    guest, account = CustomerFactory(name="林晓", phone="13800138000"), CustomerFactory()
    both, only = stocked_sku(), stocked_sku()
    for customer, sku, units in ((guest, both, 2), (account, both, 3), (guest, only, 1)):
        add_to_cart(customer=customer, sku_id=sku.pk, quantity=units, at=NOW)
    order = place(customer=guest)
    save_address(customer=account, address=address(), at=NOW)
    mine = save_address(customer=guest, address=address(recipient="赵婶"), at=NOW)
    prefer_address(customer=guest, address_id=mine.pk)

    for _ in range(2):
        assert merge_customers(guest=guest, into=account, at=NOW) == account

    assert (cart_of(account), cart_of(guest)) == ({both.code: 5, only.code: 1}, {})
    assert Order.objects.get(pk=order.pk).customer == account
    assert sorted(Address.objects.filter(customer=account).values_list("recipient", "is_default")) == [
        ("林晓", False),
        ("赵婶", False),
    ]
    guest.refresh_from_db()
    account.refresh_from_db()
    assert (guest.merged_into, guest.token_version) == (account, 2)
    assert (account.name, account.phone) == ("林晓", "13800138000")


def test_one_and_the_same_stays() -> None:
    customer = CustomerFactory()

    assert merge_customers(guest=customer, into=customer, at=NOW) == customer
    customer.refresh_from_db()
    assert (customer.merged_into, customer.token_version) == (None, 1)


def test_what_nobody_moves_keeps_the_devices_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    guest, account = CustomerFactory(), CustomerFactory()
    sku = stocked_sku()
    add_to_cart(customer=guest, sku_id=sku.pk, quantity=1, at=NOW)
    place(customer=guest)
    # As with money in a wallet: rows of the guest's that no room moves.
    monkeypatch.setattr("shop.customers.merging._movers", [courses.move])

    with pytest.raises(CannotMerge):
        merge_customers(guest=guest, into=account, at=NOW)

    guest.refresh_from_db()
    assert (guest.merged_into, cart_of(guest)) == (None, {sku.code: 1})


def test_nobody_goes_to_one_who_has_gone_over() -> None:
    first, second, third = CustomerFactory(), CustomerFactory(), CustomerFactory()
    merge_customers(guest=second, into=third, at=NOW)

    with pytest.raises(CannotMerge):
        merge_customers(guest=first, into=second, at=NOW)

    # Whoever had gone over to one that goes over is led on.
    merge_customers(guest=third, into=first, at=NOW)
    second.refresh_from_db()
    assert second.merged_into == first
