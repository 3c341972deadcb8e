"""Writes about customers."""

from datetime import timedelta

import pytest

from shop.customers.models import Address
from shop.customers.operations import remember_address
from tests.factories import NOW
from tests.factories.customers import CustomerFactory, address

pytestmark = pytest.mark.django_db


def test_an_address_is_kept_once_and_the_name_taken_over() -> None:
    customer = CustomerFactory()

    remember_address(customer=customer, address=address(), at=NOW)
    remember_address(customer=customer, address=address(), at=NOW + timedelta(days=1))
    remember_address(customer=customer, address=address(recipient="父亲"), at=NOW)

    assert list(Address.objects.order_by("pk").values_list("recipient", "used_at")) == [
        ("林晓", NOW + timedelta(days=1)),
        ("父亲", NOW),
    ]
    customer.refresh_from_db()
    assert (customer.name, customer.phone) == ("林晓", "13800138000")


def test_a_municipality_is_named_once() -> None:
    assert Address(**address().as_dict()).region == "上海市 静安区"
