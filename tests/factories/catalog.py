"""Products and SKUs."""

from typing import Any

import factory

from shop.catalog.enums import ProductKind
from shop.catalog.models import Attribute, Category, Product, ProductType, Sku, SpecField
from shop.catalog.operations import (
    ChoiceData,
    QuestionData,
    create_sku,
    save_category,
    save_question,
    set_production_days,
)
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


def made_to_order(*, days: int = 0, **fields: Any) -> Product:
    """A published product that is made to order; its form asks nothing yet."""
    product = ProductFactory(kind=ProductKind.MADE_TO_ORDER, **fields)
    if days:
        set_production_days(by=None, product=product, days=days)
    return product


def ask(product: Product, kind: str = "text", label: str = "刻字", **fields: Any) -> SpecField:
    """Add a question to the order form; ``choices`` maps labels to surcharges in fen."""
    choices = [ChoiceData(label=name, surcharge_fen=fen) for name, fen in fields.pop("choices", {}).items()]
    data = QuestionData(kind=kind, label=label, choices=choices, **fields)
    return save_question(by=None, product=product, data=data)


def choice(question: SpecField, label: str) -> str:
    """The value that chooses this answer."""
    return str(question.choices.get(label=label).pk)


def product_type(name: str, **attributes: str) -> tuple[Any, ...]:
    """A product type, and its attributes given as name and kind, in their order."""
    kind = ProductType.objects.create(name=name)
    rows = [
        Attribute.objects.create(product_type=kind, name=label, kind=value, position=place)
        for place, (label, value) in enumerate(attributes.items())
    ]
    return (kind, *rows)


def content_sku(**fields: Any) -> Sku:
    """Paid content for ¥29."""
    product = ProductFactory(kind=ProductKind.PAID_CONTENT)
    return make_sku(**{"product": product, "price_fen": 2900, **fields})


def make_category(title: str, *, under: Category | None = None) -> Category:
    """A category at the end of its siblings."""
    return save_category(by=None, title=title, parent_id=under.pk if under else None)
