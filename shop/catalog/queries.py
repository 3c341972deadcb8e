"""Reads of the catalog used by more than one caller."""

from datetime import datetime

from django.db.models import Min, Prefetch, QuerySet

from shop.catalog.models import Collection, Product, Sku
from shop.core.search import query_text


def visible_products(*, at: datetime) -> QuerySet[Product]:
    """Products a shopper may see, with cover and SKUs on sale prefetched; newest first."""
    return (
        Product.objects.visible(at)
        .select_related("cover")
        .prefetch_related(
            Prefetch("skus", queryset=Sku.objects.filter(is_active=True), to_attr="active_skus"),
            "cover__renditions",
        )
        .order_by("-created_at", "-id")
    )


def collection_products(collection: Collection, *, at: datetime) -> QuerySet[Product]:
    """The visible products of a collection, in the merchant's order."""
    return (
        visible_products(at=at)
        .filter(collection_items__collection=collection)
        .order_by("collection_items__position", "collection_items__id")
    )


def next_expiry(*, at: datetime) -> datetime | None:
    """The next moment at which a product leaves the shop by itself."""
    moment: datetime | None = Product.objects.filter(live=True, expire_at__gt=at).aggregate(first=Min("expire_at"))[
        "first"
    ]
    return moment


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
