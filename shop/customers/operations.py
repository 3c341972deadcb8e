"""Writes about customers."""

from datetime import datetime

from django.db import transaction
from django.db.models import BigIntegerField

from shop.core.compiled import Compiled, insert_or_update
from shop.core.errors import NotFound
from shop.customers.errors import CustomerErased, TooManyAddresses
from shop.customers.models import Address, Customer
from shop.customers.rules import AddressData

MAX_ADDRESSES = 50


def create_customer() -> Customer:
    """A new, yet nameless customer (a browser or a mini-program user who put something into a cart)."""
    return Customer.objects.create()


_LOCKED = Compiled(
    lambda given: Customer.objects.select_for_update(no_key=True).filter(pk=given.customer), customer=BigIntegerField()
)


def lock_customer(customer: Customer) -> Customer:
    """The customer, locked: who has gone over to another meanwhile is that one. Part of a bigger transaction.

    ``CustomerErased`` for one who was forgotten meanwhile.
    """
    while True:
        found = _LOCKED.first(customer=customer.pk)
        assert found is not None  # noqa: S101 a customer is never deleted
        if found.erased_at is not None:
            raise CustomerErased
        if found.merged_into_id is None:
            return found
        customer = Customer(pk=found.merged_into_id)


@transaction.atomic(savepoint=False)
def remember_address(*, customer: Customer, address: AddressData, at: datetime) -> None:
    """Keep the address for next time and take name and phone over if the customer has none. Idempotent."""
    fields = address.as_dict()
    insert_or_update(
        Address(customer=customer, **fields, used_at=at), known_by=["customer", *fields], update=["used_at"]
    )
    if not customer.phone:
        Customer.objects.filter(pk=customer.pk, phone="").update(name=address.recipient, phone=address.phone)


@transaction.atomic
def save_address(*, customer: Customer, address: AddressData, at: datetime, row: Address | None = None) -> Address:
    """Write an address into the customer's book, or change one there. The same one twice is one.

    ``TooManyAddresses`` beyond ``MAX_ADDRESSES``.
    """
    Customer.objects.select_for_update(no_key=True).only("pk").get(pk=customer.pk)
    known = Address.objects.filter(customer=customer)
    same = known.filter(**address.as_dict()).first()
    if same is None and row is None:
        if known.count() >= MAX_ADDRESSES:
            raise TooManyAddresses
        return Address.objects.create(customer=customer, **address.as_dict(), used_at=at)
    if row is not None and same is not None and same.pk != row.pk:
        # It has become what is there already.
        row.delete()
    saved = same or row
    assert saved is not None  # noqa: S101
    for name, value in address.as_dict().items():
        setattr(saved, name, value)
    saved.used_at = at
    saved.save()
    return saved


@transaction.atomic
def remove_address(*, customer: Customer, address_id: int) -> AddressData | None:
    """Take an address out of the book; what it was, to put it back. None if it is not there any more."""
    row = Address.objects.filter(customer=customer, pk=address_id).first()
    if row is None:
        return None
    row.delete()
    return AddressData(**{name: getattr(row, name) for name in AddressData.__dataclass_fields__})


@transaction.atomic
def prefer_address(*, customer: Customer, address_id: int) -> None:
    """Propose this address first from now on; ``NotFound`` if it is not theirs."""
    Customer.objects.select_for_update(no_key=True).only("pk").get(pk=customer.pk)
    Address.objects.filter(customer=customer, is_default=True).exclude(pk=address_id).update(is_default=False)
    if not Address.objects.filter(customer=customer, pk=address_id).update(is_default=True):
        raise NotFound
