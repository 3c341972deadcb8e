"""The public price history: on the product's page, as a piece of it, and of every option."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shop.catalog.models import Product, Sku
from shop.catalog.operations import change_price, set_sku_active
from shop.core import freshness
from tests.factories import NOW
from tests.factories.catalog import ProductFactory, make_sku
from tests.factories.inventory import stocked_sku
from tests.factories.promotions import make_promotion
from tests.shop.storefront.conftest import LATER, Shopper, text_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def sold_since(days: int, **fields: Any) -> Sku:
    return stocked_sku(price_fen=6800, at=NOW - days * DAY, **fields)


def piece_of(sku: Sku) -> str:
    return reverse("storefront:price_of_sku", args=[sku.product.slug, sku.pk])


def test_the_product_page_shows_what_it_cost(shopper: Shopper) -> None:
    sku = sold_since(100)
    change_price(by=None, sku=sku, price_fen=7200, expected_fen=6800, at=NOW - 50 * DAY)
    make_promotion(
        sku, price_fen=4800, at=NOW - 20 * DAY, starts_at=NOW - 20 * DAY, ends_at=NOW - 10 * DAY, name="秋收"
    )

    page = shopper.get(sku.product.get_absolute_url())

    text = text_of(page)
    assert "it cost between ¥48 and ¥72." in text
    rows = re.findall(r"<td>(¥[\d.]+)</td><td>(.*?)</td>", page.text)
    assert rows == [("¥72", "Asked price"), ("¥48", "秋收"), ("¥72", "Asked price"), ("¥68", "Asked price")]
    assert '<svg class="pricechart"' in page.text
    assert "style=" not in page.text


def test_a_price_that_never_changed_is_one_sentence(shopper: Shopper) -> None:
    page = shopper.get(sold_since(100).product.get_absolute_url())

    assert "it has always cost ¥68." in text_of(page)
    assert "pricechart" not in page.text


def test_a_kept_page_follows_a_change_and_the_start_of_a_promotion(shopper: Shopper, clock: Any, settings: Any) -> None:
    settings.PAGE_CACHE = True
    sku = sold_since(100)
    address = sku.product.get_absolute_url()
    make_promotion(sku, price_fen=4800, starts_at=LATER + timedelta(seconds=30), ends_at=LATER + DAY)
    assert "always cost ¥68" in text_of(shopper.get(address))

    change_price(by=None, sku=sku, price_fen=7200, expected_fen=6800)
    # What the committing process does; a test's transaction never commits.
    freshness.advance()
    assert "between ¥68 and ¥72" in text_of(shopper.get(address))
    clock.shift(30)
    assert "between ¥48 and ¥72" in text_of(shopper.get(address))


def test_the_piece_for_another_option_and_all_of_them(shopper: Shopper) -> None:
    sku = sold_since(100)
    other = make_sku(product=sku.product, price_fen=9000, at=NOW - 80 * DAY, options={"规格": "10 斤"})
    change_price(by=None, sku=other, price_fen=9900, expected_fen=9000, at=NOW - 50 * DAY)

    piece = shopper.get(piece_of(other))
    every = shopper.get(reverse("storefront:prices", args=[sku.product.slug]))

    assert "between ¥90 and ¥99" in text_of(piece)
    assert "<html" not in piece.text
    assert "between ¥90 and ¥99" in text_of(every)
    assert "always cost ¥68" in text_of(every)


def test_nothing_is_told_about_what_is_not_in_the_shop(shopper: Shopper) -> None:
    sku = sold_since(100)
    strange = make_sku()
    draft = make_sku(product=ProductFactory(live=False))
    hidden = make_sku(product=sku.product, options={"规格": "10 斤"})
    set_sku_active(by=None, sku=hidden, is_active=False)
    empty: Product = ProductFactory()

    addresses = [
        piece_of(draft),
        piece_of(hidden),
        reverse("storefront:price_of_sku", args=[sku.product.slug, strange.pk]),
        reverse("storefront:price_of_sku", args=[sku.product.slug, 2**62]),
        reverse("storefront:prices", args=[draft.product.slug]),
        reverse("storefront:prices", args=[empty.slug]),
    ]

    assert [shopper.get(address).status_code for address in addresses] == [404] * len(addresses)


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list(count: int, clock: Any) -> None:
    sku = sold_since(100)
    for number in range(count - 1):
        make_sku(product=sku.product, at=NOW - 30 * DAY, options={"规格": str(number)})
    client = Client()
    address = reverse("storefront:prices", args=[sku.product.slug])
    client.get(address)

    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200

    # The offer's reference prices, asked, promotional, and what each SKU began with.
    assert len([query for query in queries if "catalog_priceentry" in query["sql"]]) == 4
