"""Writes about customers."""

from datetime import datetime

from django.db import transaction

from shop.customers.models import Address, Customer
from shop.customers.rules import AddressData


def create_customer() -> Customer:
    """A new, yet nameless customer (a browser or a mini-program user who put something into a cart)."""
    return Customer.objects.create()


@transaction.atomic(savepoint=False)
def remember_address(*, customer: Customer, address: AddressData, at: datetime) -> None:
    """Keep the address for next time and take name and phone over if the customer has none. Idempotent."""
    fields = address.as_dict()
    Address.objects.bulk_create(
        [Address(customer=customer, **fields, used_at=at)],
        update_conflicts=True,
        unique_fields=["customer", *fields],
        update_fields=["used_at"],
    )
    if not customer.phone:
        Customer.objects.filter(pk=customer.pk, phone="").update(name=address.recipient, phone=address.phone)
