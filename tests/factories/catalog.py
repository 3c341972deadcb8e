"""Products and SKUs."""

from typing import Any

import factory

from shop.catalog.models import Product, Sku
from shop.catalog.operations import create_sku
from tests.factories import NOW


class ProductFactory(factory.django.DjangoModelFactory[Product]):
    """A published product without SKUs."""

    class Meta:
        model = Product

    title = factory.Sequence(lambda n: f"栖霞苹果礼盒 {n}")
    slug = factory.Sequence(lambda n: f"apples-{n}")
    live = True


def make_sku(*, price_fen: int = 6800, product: Product | None = None, **fields: Any) -> Sku:
    """A SKU for sale, with its line in the price log, of a product of its own unless one is given."""
    product = product or ProductFactory()
    fields = {"code": f"{product.slug}-{product.skus.count()}", "by": None, "at": NOW, **fields}
    return create_sku(product=product, price_fen=price_fen, **fields)
