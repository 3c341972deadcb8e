"""Purchase orders and suppliers as files: what the list shows, costs for those who may see them."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from shop.purchasing import queries
from shop.purchasing.models import Supplier
from shop.purchasing.operations import ItemData
from tests.factories.catalog import make_sku
from tests.factories.inventory import stocked_sku
from tests.factories.orders import paid_order, ship
from tests.factories.purchasing import arrive, draft, make_supplier, sent
from tests.factories.staff import member
from tests.shop.exports.test_exports import NEW, exported

pytestmark = pytest.mark.django_db
ITEM = ItemData(code="G-7", cost_fen=950, pack_size=6, min_quantity=12)


def tables(client: Client, query: str) -> list[list[tuple[Any, ...]]]:
    """The rows of each sheet of the file, the header first."""
    response = client.post(f"{reverse(NEW)}?{query}", {"format": "xlsx"}, follow=True)
    book = load_workbook(BytesIO(b"".join(response.streaming_content)))
    return [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]


def test_orders_with_their_lines(client: Client) -> None:
    apple, pear = make_sku(code="APPLE-1"), make_sku(code="PEAR-1")
    order = sent({apple: 10, pear: 4}, supplier=make_supplier(name="果园"))
    arrive(order, 6, apple)
    draft({pear: 3})
    client.force_login(member("Operations"))

    heads, lines = tables(client, "list=purchase_orders&tab=open")

    assert [(row[0], row[1], *row[7:]) for row in heads[1:]] == [(order.number, "果园", 14, 6, 0, 140)]
    assert [(row[0], row[2], *row[5:]) for row in lines[1:]] == [
        (order.number, "APPLE-1", 10, 6, 0, 10),
        (order.number, "PEAR-1", 4, 0, 0, 10),
    ]
    assert len(exported(client, "list=purchase_orders")) == 2
    assert exported(client, "list=purchase_orders&q=APPLE")[0][0] == order.number


def test_the_warehouse_gets_orders_without_costs(client: Client) -> None:
    sent({make_sku(): 2})
    client.force_login(member("Warehouse"))

    heads, lines = tables(client, "list=purchase_orders")

    assert [len(row) for row in (*heads, *lines)] == [10, 10, 8, 8]


def test_suppliers_with_what_they_supply(client: Client) -> None:
    sku = make_sku(code="APPLE-1")
    make_supplier({sku: ITEM}, name="果园", lead_days=3, min_order_fen=50_000)
    client.force_login(member("Operations"))

    heads, items = tables(client, "list=suppliers")

    assert [(row[0], row[4], row[6], row[8]) for row in heads[1:]] == [("果园", 3, 1, 500)]
    assert [(row[0], row[1], *row[3:]) for row in items[1:]] == [("果园", "APPLE-1", "G-7", 6, 12, 9.5)]


def test_the_lists_have_the_button(client: Client) -> None:
    client.force_login(member("Operations"))

    for name, key in (("orders", "purchase_orders"), ("suppliers", "suppliers")):
        page = client.get(reverse(f"purchasing_desk:{name}")).content.decode()
        assert f"{reverse('export_desk:new')}?list={key}" in page


def test_late_orders_are_a_filter_too(client: Client) -> None:
    late = sent({make_sku(): 1}, expected_on=timezone.localdate() - timedelta(1))
    sent({make_sku(): 1}, expected_on=timezone.localdate() + timedelta(1))
    client.force_login(member("Operations"))

    assert [row[0] for row in exported(client, "list=purchase_orders&tab=late")] == [late.number]


def test_suggestions_with_the_numbers_of_the_screen(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "SHOWN", 1)
    skus = [stocked_sku(code=code, units=9) for code in ("APPLE-1", "PEAR-1")]
    make_supplier(dict.fromkeys(skus, ITEM), name="果园", lead_days=10)
    make_supplier({stocked_sku(code="PLUM-1", units=9): ITEM}, name="梅园")
    at = timezone.now() - timedelta(days=1)
    ship(paid_order(dict.fromkeys(skus, 7), at=at), at=at)
    client.force_login(member("Operations"))

    # More than a page of the screen, and its filter.
    [rows] = tables(client, "list=purchase_suggestions&days=14&cover=30")

    assert [row[:4] for row in rows[1:]] == [
        ("果园", code, f"{sku.full_title}", "G-7") for code, sku in zip(("APPLE-1", "PEAR-1"), skus, strict=True)
    ]
    # 7 in 14 days are 20 in 40; 2 are left.
    assert rows[1][4:] == (7, 14, 40, 20, 0, 20, 2, 0, 0, 0, 0, 18, 6, 12, 18, 9.5, 171)
    assert tables(client, f"list=purchase_suggestions&supplier={Supplier.objects.get(name='梅园').pk}") == [rows[:1]]
    link = f"{reverse(NEW)}?list=purchase_suggestions&amp;days=14"
    assert link in client.get(reverse("purchasing_desk:suggestions"), {"days": "14"}).content.decode()
