"""What shoppers see and find."""

from datetime import timedelta

import pytest

from shop.catalog.models import Collection, CollectionItem, Product
from shop.catalog.queries import collection_products, search_products, visible_products
from tests.factories import NOW
from tests.factories.catalog import ProductFactory, make_sku

pytestmark = pytest.mark.django_db


def test_a_product_disappears_at_its_end_without_any_job() -> None:
    product = ProductFactory(expire_at=NOW)
    ProductFactory(live=False)

    assert list(visible_products(at=NOW - timedelta(microseconds=1))) == [product]
    assert list(visible_products(at=NOW)) == []


def test_a_collection_keeps_the_merchants_order() -> None:
    collection = Collection.objects.create(title="秋收", slug="autumn")
    first, second, hidden = ProductFactory(), ProductFactory(), ProductFactory(live=False)
    for position, product in enumerate([second, hidden, first]):
        CollectionItem.objects.create(collection=collection, product=product, position=position)

    assert list(collection_products(collection, at=NOW)) == [second, first]


def test_search_finds_parts_of_chinese_words_and_codes() -> None:
    apples = ProductFactory(title="栖霞苹果礼盒")
    pears = ProductFactory(title="莱阳梨", live=True)
    make_sku(product=pears, code="LY-01")

    def found(text: str) -> list[Product]:
        return list(search_products(text, at=NOW))

    assert found("苹果") == [apples]
    assert found("礼盒 苹果") == [apples]
    assert found("ly-01") == [pears]
    assert found("香蕉") == []
    assert found("！") == []
    assert found("x" * 1000) == []
