"""Customers and addresses."""

from typing import Any

import factory

from shop.customers.models import Customer
from shop.customers.rules import AddressData


class CustomerFactory(factory.django.DjangoModelFactory[Customer]):
    """Somebody who put something into a cart: no name, no phone yet."""

    class Meta:
        model = Customer


def address(**changes: Any) -> AddressData:
    """An address in Shanghai."""
    return AddressData(
        **{
            "recipient": "林晓",
            "phone": "13800138000",
            "province": "上海市",
            "city": "上海市",
            "district": "静安区",
            "street": "南京西路 1 号",
            **changes,
        }
    )


def phone(number: int) -> str:
    """The ``number``-th valid mobile number."""
    return f"139{number:08d}"
