"""How many wait: a list of its own, the stock list, the SKU, the goods; never who."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.catalog import make_sku
from tests.factories.inventory import stocked_sku
from tests.factories.notices import waiting, waits
from tests.factories.staff import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(member("Operations"))
    return client


def rows(response: Any) -> list[tuple[str, int, int]]:
    return [(row["sku"].code, row["back"], row["price"]) for row in response.context["rows"]]


def test_the_most_wanted_come_first_and_no_address_is_shown(desk: Client) -> None:
    few, many = make_sku(), make_sku()
    waiting(many, 3)
    waits(few)
    waits(few, "price", email="lin@example.com")

    response = desk.get(reverse("notice_desk:waiting"))

    assert rows(response) == [(many.code, 3, 0), (few.code, 1, 1)]
    assert "example.com" not in response.content.decode()


def test_stock_list_sku_and_goods_say_how_many_wait(desk: Client) -> None:
    sku = make_sku()
    stocked_sku()
    waiting(sku, 7)

    stock = desk.get(reverse("goods_desk:stock"))
    goods = desk.get(reverse("wagtailsnippets_catalog_product:list"))

    assert {row.sku.code: row.waiting for row in stock.context["rows"]}[sku.code] == 7
    assert desk.get(reverse("goods_desk:sku", args=[sku.pk])).context["waiting"] == 7
    offers = [product.offer["waiting"] for product in goods.context["object_list"] if product.offer]
    assert sorted(offers) == [0, 7]


def test_three_skus_cost_no_more_queries_than_one(desk: Client) -> None:
    def queries_with(count: int) -> int:
        for _ in range(count):
            waits(make_sku())
        desk.get(reverse("notice_desk:waiting"))
        with CaptureQueriesContext(connection) as captured:
            desk.get(reverse("notice_desk:waiting"))
        return len(captured)

    assert queries_with(1) == queries_with(2)
