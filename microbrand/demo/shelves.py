"""Put the goods into the catalog: products, SKUs, collections. Stock comes with the trade."""

from datetime import datetime, timedelta
from typing import Any

from microbrand.demo.clock import Clock
from microbrand.demo.goods import BADGES, CATEGORIES, GOODS, SHELVES, TYPES
from microbrand.demo.plan import FORMER_PRICES
from microbrand.demo.shapes import Goods
from microbrand.demo.special import SPECIAL, prepare
from shop.catalog.enums import BadgeRule
from shop.catalog.models import (
    Attribute,
    Collection,
    CollectionCondition,
    CollectionItem,
    Product,
    ProductPicture,
    ProductType,
    RelatedProduct,
    Sku,
)
from shop.catalog.operations import BadgeData, create_sku, give_badge, save_badge, save_category, sort_product


def drawings() -> list[Any]:
    """Every picture the goods and shelves need."""
    of_goods = [drawing for goods in (*GOODS, *SPECIAL) for drawing in (goods.cover, *goods.pictures)]
    return of_goods + [shelf.cover for shelf in SHELVES]


def plan_goods(clock: Clock, images: dict[str, Any], *, by: Any) -> dict[str, Product]:
    """Create every product at its time. The mapping returned is filled when the clock has run."""
    products: dict[str, Product] = {}
    types = make_types()

    def make(goods: Goods) -> Any:
        def step(at: Any) -> None:
            products[goods.key] = _product(goods, images, types, by=by, at=at)
            prepare(products[goods.key], goods, by=by)
            for variant in goods.variants:
                former, _days = FORMER_PRICES.get(variant.code, (variant.price_fen, 0))
                sku = create_sku(
                    by=by,
                    product=products[goods.key],
                    code=variant.code,
                    price_fen=former,
                    options=variant.options,
                    at=at,
                )
                Sku.objects.filter(pk=sku.pk).update(created_at=at)

        return step

    for goods in (*GOODS, *SPECIAL):
        clock.plan(clock.now - timedelta(days=goods.days_old), make(goods))
    return products


def make_types() -> dict[str, ProductType]:
    """The product types with their attributes."""
    types = {}
    for name, attributes in TYPES.items():
        types[name] = ProductType.objects.create(name=name)
        Attribute.objects.bulk_create(
            Attribute(
                product_type=types[name],
                name=label,
                kind=kind,
                unit=detail if kind == "number" else "",
                choices=detail if kind == "choice" else "",
                position=position,
            )
            for position, (label, (kind, detail)) in enumerate(attributes.items())
        )
    return types


def _product(goods: Goods, images: dict[str, Any], types: dict[str, ProductType], *, by: Any, at: Any) -> Product:
    kind = types.get(goods.type)
    keys = {row.name: str(row.pk) for row in kind.attributes.all()} if kind else {}
    product = Product(
        kind=goods.kind,
        title=goods.title,
        slug=goods.slug,
        subtitle=goods.line,
        body=goods.body,
        seo_description=goods.seo,
        cover=images[goods.cover.key],
        product_type=kind,
        attributes={keys[name]: value for name, value in goods.facts.items()},
        created_at=at,
        live=False,
    )
    product.pictures = [  # type: ignore[misc]
        ProductPicture(image=images[drawing.key], sort_order=number) for number, drawing in enumerate(goods.pictures)
    ]
    product.full_clean()
    product.save()
    revision = product.save_revision(user=by)
    if goods.state != "draft":
        revision.publish(user=by)
    product.refresh_from_db()
    # Wagtail notes the moment of writing; the demo's history has its own times.
    product.revisions.update(created_at=at)
    Product.objects.filter(pk=product.pk).update(edited_at=at)
    if product.live:
        Product.objects.filter(pk=product.pk).update(first_published_at=at, last_published_at=at)
        product.refresh_from_db()
    return product


def sort_goods(products: dict[str, Product], *, by: Any) -> None:
    """The category tree, where each product stands in it, and what is shown beside it."""
    places = {}
    for title, below in CATEGORIES.items():
        top = save_category(by=by, title=title)
        places[title] = top.pk
        for name in below:
            places[name] = save_category(by=by, title=name, parent_id=top.pk).pk
    for goods in GOODS:
        product = products[goods.key]
        sort_product(by=by, product=product, category_id=places.get(goods.category), tags=goods.tags)
        RelatedProduct.objects.bulk_create(
            RelatedProduct(product=product, target=products[key], sort_order=place)
            for place, key in enumerate(goods.beside)
        )
        product.refresh_from_db()
        if goods.beside:
            # The editor opens the latest revision: it must know them too.
            product.revisions.filter(pk=product.latest_revision_id).update(content=product.serializable_data())


def make_shelves(products: dict[str, Product], images: dict[str, Any]) -> dict[str, Collection]:
    """The collections with their products in order."""
    shelves = {}
    for position, shelf in enumerate(SHELVES):
        collection = Collection.objects.create(
            title=shelf.title,
            slug=shelf.slug,
            intro=shelf.intro,
            cover=images[shelf.cover.key],
            position=position,
            order=shelf.order,
        )
        CollectionCondition.objects.bulk_create(
            CollectionCondition(collection=collection, position=place, **condition)
            for place, condition in enumerate(shelf.conditions)
        )
        CollectionItem.objects.bulk_create(
            CollectionItem(collection=collection, product=products[key], position=place)
            for place, key in enumerate(shelf.goods)
        )
        shelves[shelf.slug] = collection
    return shelves


def give_badges(products: dict[str, Product], *, by: Any, at: datetime) -> None:
    """The badges, and who has them and why."""
    for mark in BADGES:
        rule = BadgeRule.NEW if mark.days else BadgeRule.HAND
        badge = save_badge(by=by, data=BadgeData(name=mark.name, role=mark.role, rule=rule, days=mark.days))
        for key, evidence in mark.given.items():
            give_badge(by=by, product=products[key], badge_id=badge.pk, evidence=evidence, at=at)
