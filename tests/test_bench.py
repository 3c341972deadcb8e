"""The benchmarks' own data keeps up with the models."""

import pytest
from django.db import connection
from django.db.models import Count

from shop.orders.models import Order, OrderLine
from tests.bench import orders_admin

pytestmark = pytest.mark.django_db


def test_orders_are_copied_with_their_lines() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("made by PostgreSQL")
    orders_admin._prepare()
    orders_admin._orders_up_to(30)
    assert Order.objects.count() == OrderLine.objects.count() == 30
    assert set(Order.objects.annotate(lines_in=Count("lines")).values_list("lines_in", flat=True)) == {1}
    assert Order.objects.filter(status="cancelled").count() == 2
