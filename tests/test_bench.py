"""The benchmarks' own data keeps up with the models."""

import pytest
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from microbrand import audit
from shop.catalog.models import Product, Sku
from shop.inventory.models import StockItem, StockMovement
from shop.orders.models import Order, OrderLine
from tests.bench import goods_admin, orders_admin

pytestmark = pytest.mark.django_db


def test_orders_are_copied_with_their_lines() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("made by PostgreSQL")
    orders_admin.prepare()
    orders_admin.orders_up_to(30)
    assert Order.objects.count() == OrderLine.objects.count() == 30
    assert set(Order.objects.annotate(lines_in=Count("lines")).values_list("lines_in", flat=True)) == {1}
    assert Order.objects.filter(status="cancelled").count() == 2


def test_goods_are_copied_with_stock_that_adds_up() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("made by PostgreSQL")
    goods_admin.prepare()
    for total in (10, 20):
        goods_admin.goods_up_to(total)
    assert (Product.objects.count(), Sku.objects.count(), StockItem.objects.count()) == (10, 20, 20)
    assert StockMovement.objects.count() == 1 + 19 * goods_admin.MOVEMENTS_OF_A_SKU
    assert OrderLine.objects.count() == 1 + 99 * goods_admin.LINES_OF_AN_ORDER
    # Only the orders behind what was shipped are not these orders.
    checks = [name for name in audit.names() if ("stock" in name or "movement" in name) and "ship" not in name]
    checks.remove("stock reserved = sum of held and confirmed reservations")
    assert [result for result in audit.run(at=timezone.now(), only=checks) if result.breach_count] == []
