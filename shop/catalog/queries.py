"""Reads of the catalog used by more than one caller."""

from collections.abc import Container, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shop.catalog import attributes
from shop.catalog.attributes import Fact
from shop.catalog.enums import ProductKind
from shop.catalog.models import (
    Attribute,
    Category,
    Collection,
    CollectionCondition,
    CollectionItem,
    Product,
    ProductTag,
    ProductTerms,
    RelatedProduct,
    Sku,
    SpecField,
)
from shop.catalog.selection import in_collection, meets
from shop.catalog.specification import Choice, OrderForm, Question
from shop.core.references import MOST, Reference
from shop.core.search import query_text

# As many as stand in one row.
RELATED = 4


def visible_products(*, at: datetime) -> QuerySet[Product]:
    """Products a shopper may see, with cover and SKUs on sale prefetched; newest first."""
    return (
        Product.objects.visible(at)
        .select_related("cover")
        .prefetch_related(
            Prefetch("skus", queryset=Sku.objects.offered(at), to_attr="active_skus"),
            "cover__renditions",
        )
        .order_by("-created_at", "-id")
    )


def order_forms(products: Iterable[Product]) -> dict[int, OrderForm]:
    """What is asked about those of the products that are made to order, by product id. Three queries, or none."""
    ids = {product.pk for product in products if product.kind == ProductKind.MADE_TO_ORDER}
    if not ids:
        return {}
    days = dict(ProductTerms.objects.filter(product__in=ids).values_list("product_id", "production_days"))
    questions: dict[int, list[Question]] = {pk: [] for pk in ids}
    for row in SpecField.objects.filter(product__in=ids).prefetch_related("choices"):
        questions[row.product_id].append(
            Question(
                id=row.pk,
                kind=row.kind,
                label=row.label,
                help_text=row.help_text,
                told_label=row.told.label,
                told_help=row.told.help_text,
                is_required=row.is_required,
                max_length=row.max_length,
                lead_days=row.lead_days,
                choices=tuple(
                    Choice(choice.pk, choice.label, choice.surcharge_fen, choice.told.label)
                    for choice in row.choices.all()
                ),
            )
        )
    return {pk: OrderForm(tuple(questions[pk]), days.get(pk, 0)) for pk in ids}


def facts_of(product: Product) -> list[Fact]:
    """What is told about a product of its type, in the type's order. One query, or none."""
    if not product.product_type_id or not product.attributes:
        return []
    return attributes.facts(
        Attribute.objects.filter(product_type=product.product_type_id), product.attributes, product.told
    )


def products_with_value(attribute: Attribute, *, value: str | None = None) -> QuerySet[Product]:
    """Products that have a value (or this one) for the attribute, published or in the draft."""
    key = str(attribute.pk)
    if value is None:
        held = Q(attributes__has_key=key) | Q(latest_revision__content__attributes__has_key=key)
    else:
        held = Q(**{f"attributes__{key}": value}) | Q(**{f"latest_revision__content__attributes__{key}": value})
    return Product.objects.filter(held).order_by("title", "pk")


def link_of(product: Product) -> str:
    """Where a product that is sold elsewhere is to be had; '' for any other, or before it was said."""
    if product.kind != ProductKind.LINK or product.pk is None:
        return ""
    return ProductTerms.objects.filter(product=product).values_list("link_url", flat=True).first() or ""


def collection_products(collection: Collection, *, at: datetime) -> QuerySet[Product]:
    """The visible products of a collection, in its order: chosen by hand, or by its rule at ``at``."""
    return in_collection(visible_products(at=at), collection, at=at)


def matching_products(
    conditions: Sequence[CollectionCondition],
    *,
    match: str,
    chosen: Sequence[int],
    excluded: Sequence[int],
    at: datetime,
) -> QuerySet[Product]:
    """What a collection of these conditions and products would hold, saved or not; newest first."""
    found = meets(conditions, match=match, at=at) & ~Q(pk__in=list(excluded))
    return visible_products(at=at).filter(found | Q(pk__in=list(chosen)))


def rules_by(**condition: Any) -> list[str]:
    """Titles of collections whose rule names this category, tag, type or attribute."""
    rows = Collection.objects.filter(
        pk__in=CollectionCondition.objects.filter(**condition).values("collection")
    ).order_by("position", "pk")
    return list(rows.values_list("title", flat=True)[:MOST])


def category_rows(*, counts: bool = False) -> list[Category]:
    """The whole tree in the order shown; with ``product_count`` (of each branch alone) on demand. One query."""
    rows = Category.objects.order_by("path")
    return list(rows.annotate(product_count=Count("products")) if counts else rows)


def category_trail(category: Category | None) -> list[Category]:
    """A category and those above it, from the top. One query, or none."""
    if category is None:
        return []
    return [*category.get_ancestors(), category]


def category_products(category: Category, *, at: datetime) -> QuerySet[Product]:
    """Visible products of a category and of those below it, newest first."""
    return visible_products(at=at).filter(category__path__startswith=category.path)


def tag_products(tag: ProductTag, *, at: datetime) -> QuerySet[Product]:
    """Visible products with a tag, newest first."""
    return visible_products(at=at).filter(tagged_items__tag=tag)


def related_products(product: Product, *, at: datetime, limit: int = RELATED) -> list[Product]:
    """What the merchant shows beside a product, in order; where nothing was chosen, the newest of its category."""
    if chosen := [row.target_id for row in product.related.all()]:
        found = {row.pk: row for row in visible_products(at=at).filter(pk__in=chosen).exclude(pk=product.pk)}
        return [found[pk] for pk in dict.fromkeys(chosen) if pk in found][:limit]
    if not product.category_id:
        return []
    return list(visible_products(at=at).filter(category=product.category_id).exclude(pk=product.pk)[:limit])


def shown_beside(products: Sequence[Product], *, at: datetime, **_gone: Any) -> list[tuple[int, Reference]]:
    """Products beside which these are shown by choice. One query."""
    rows = RelatedProduct.objects.filter(target__in=products).select_related("product").defer("product__body")
    found = {(row.target_id, row.product_id): row.product for row in rows.order_by("product__title", "product")}
    return [
        (
            target_id,
            _of_product(other, _("It is no longer shown beside it.") if other.is_visible(at) else ""),
        )
        for (target_id, _pk), other in found.items()
    ]


def shelves_with(products: Sequence[Product], *, at: datetime, **_gone: Any) -> list[tuple[int, Reference]]:
    """The collections that products stand in by hand. One query."""
    items = CollectionItem.objects.filter(product__in=products).select_related("collection")
    return [
        (
            item.product_id,
            Reference(
                kind=_("Collection"),
                title=item.collection.title,
                url=reverse("collections_of_goods:edit", args=[item.collection_id]),
                permission="catalog.change_collection",
                effect=_("It leaves this shelf.") if item.collection.is_visible else "",
            ),
        )
        for item in items.order_by("collection__position", "collection", "pk")
    ]


def emptied_by(skus: Sequence[Sku], *, at: datetime, gone: Container[int] = ()) -> list[tuple[int, Reference]]:
    """Products of which nothing could be bought without these SKUs and what is ``gone`` with them. At most two queries.

    A product is named at the first of its SKUs.
    """
    going = {sku.pk for sku in skus}
    losing: dict[int, Sku] = {}
    for sku in skus:
        if sku.is_for_sale(at) and sku.product.is_visible(at):
            losing.setdefault(sku.product_id, sku)
    for pk, product_id in Sku.objects.for_sale(at).filter(product__in=losing).values_list("pk", "product"):
        if pk not in going and pk not in gone:
            losing.pop(product_id, None)
    effect = _("It stays in the shop, but nothing of it can be bought; stories that show it say “coming soon”.")
    return [(sku.pk, _of_product(sku.product, effect)) for sku in losing.values()]


def _of_product(product: Product, effect: Any) -> Reference:
    return Reference(
        kind=_("Product"),
        title=product.title,
        url=reverse("wagtailsnippets_catalog_product:edit", args=[product.pk]),
        permission="catalog.change_product",
        effect=effect,
    )


def next_expiry(*, at: datetime) -> datetime | None:
    """The next moment at which a product leaves the shop, the sale of a SKU ends, or its pre-sale begins or ends, by
    itself.
    """
    moments: list[datetime | None] = [
        Product.objects.filter(live=True, expire_at__gt=at).aggregate(first=Min("expire_at"))["first"],
        Sku.objects.filter(is_active=True, sale_ends_at__gt=at).aggregate(first=Min("sale_ends_at"))["first"],
        Sku.objects.filter(presale_until__gt=at, presale_from__gt=at).aggregate(first=Min("presale_from"))["first"],
        Sku.objects.filter(presale_until__gt=at).aggregate(first=Min("presale_until"))["first"],
    ]
    return min((moment for moment in moments if moment), default=None)


def search_products(text: str, *, at: datetime) -> QuerySet[Product]:
    """Visible products matching every word or neighbouring pair of characters in ``text``; best first.

    A SKU code finds its product too.
    """
    by_code = list(Sku.objects.filter(code__iexact=text.strip()[:40]).values_list("product_id", flat=True))
    if by_code:
        return visible_products(at=at).filter(pk__in=by_code)
    tokens = query_text(text)
    if not tokens:
        return visible_products(at=at).none()
    from wagtail.search.backends import get_search_backend

    hits = get_search_backend("store").search(tokens, Product.objects.filter(live=True), operator="and")
    return visible_products(at=at).filter(pk__in=[hit.pk for hit in hits[:200]])
