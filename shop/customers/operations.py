"""Writes about customers."""

from datetime import datetime

from django.db import transaction

from shop.customers.models import Address, Customer
from shop.customers.rules import AddressData


def create_customer() -> Customer:
    """A new, yet nameless customer (a browser or a mini-program user who put something into a cart)."""
    return Customer.objects.create()


@transaction.atomic
def remember_address(*, customer: Customer, address: AddressData, at: datetime) -> Address:
    """Keep the address for next time and take name and phone over if the customer has none. Idempotent."""
    row, created = Address.objects.get_or_create(customer=customer, **address.as_dict(), defaults={"used_at": at})
    if not created:
        Address.objects.filter(pk=row.pk).update(used_at=at)
    Customer.objects.filter(pk=customer.pk, phone="").update(name=address.recipient, phone=address.phone)
    return row
