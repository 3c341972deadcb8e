"""Goods: product, shelves, search."""

from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from shop.catalog.models import Category, Collection, Product, ProductTag
from shop.catalog.queries import (
    category_products,
    category_rows,
    category_trail,
    collection_products,
    search_products,
    tag_products,
    visible_products,
)
from shop.core import clock
from shop.storefront import touches
from shop.storefront.lost import goods_instead
from shop.storefront.page_cache import public_page
from shop.storefront.specification import SpecificationFields

PAGE_SIZE = 12


def _page(request: HttpRequest, products: QuerySet[Product]) -> Page[Product]:
    return Paginator(products, PAGE_SIZE).get_page(request.GET.get("page"))


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """One product; ``?sku=`` chooses one of its SKUs, ``?story=&b=`` names the story and block it was found in."""
    response = _product(request, slug)
    if touches.tap_of(request) is not None:
        found = Product.objects.filter(slug=slug).values_list("pk", flat=True).first()
        touches.remember(request, response, touches.follow(request, found))
    return response


@public_page("sku")
def _product(request: HttpRequest, slug: str) -> HttpResponse:
    at = clock.now()
    row = (
        Product.objects.visible(at)
        .select_related("cover", "category", "share_image", "video", "video_poster")
        .prefetch_related("cover__renditions", "pictures__image__renditions")
        .filter(slug=slug)
        .first()
    )
    if row is None:
        return _gone(request, slug, at=at)
    return product_page(request, row, at=at, chosen=request.GET.get("sku", ""))


def _gone(request: HttpRequest, slug: str, *, at: datetime) -> HttpResponse:
    """410 for a product that was on show once, with what there is instead; 404 for one that never was."""
    row = get_object_or_404(Product.objects.exclude(first_published_at=None), slug=slug)
    context = {"at": at, "product": row, "goods": goods_instead(row, at=at)}
    return render(request, "shop/storefront/gone.html", context, status=410)


def product_page(
    request: HttpRequest,
    row: Product,
    *,
    at: datetime,
    fields: SpecificationFields | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """The page of a product; ``fields`` are those of an order form that came back with errors."""
    context |= {"product": row, "at": at, "refused_fields": fields}
    return render(request, "shop/storefront/product.html", context, status=status)


@require_safe
@public_page("page")
def collections(request: HttpRequest) -> HttpResponse:
    """All shelves, and all goods below them."""
    at = clock.now()
    shelves = Collection.objects.filter(is_visible=True).select_related("cover").prefetch_related("cover__renditions")
    page = _page(request, visible_products(at=at))
    context: dict[str, Any] = {"at": at, "collections": shelves if page.number == 1 else (), "page_obj": page}
    context["categories"] = category_rows() if page.number == 1 else ()
    return render(request, "shop/storefront/collections.html", context)


@require_safe
@public_page("page")
def collection(request: HttpRequest, slug: str) -> HttpResponse:
    """One shelf, in the merchant's order."""
    at = clock.now()
    shelf = get_object_or_404(Collection.objects.filter(is_visible=True).select_related("cover"), slug=slug)
    context = {"at": at, "collection": shelf, "page_obj": _page(request, collection_products(shelf, at=at))}
    return render(request, "shop/storefront/collection.html", context)


@require_safe
@public_page("page")
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """One branch of the shop: what is in it and below it."""
    at = clock.now()
    branch = get_object_or_404(Category, slug=slug)
    context = {
        "at": at,
        "branch": branch,
        "crumbs": category_trail(branch)[:-1],
        "children": list(branch.get_children()),
        "page_obj": _page(request, category_products(branch, at=at)),
    }
    return render(request, "shop/storefront/category.html", context)


@require_safe
@public_page("page")
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """What shares a word."""
    at = clock.now()
    word = get_object_or_404(ProductTag, slug=slug)
    context = {"at": at, "branch": word, "page_obj": _page(request, tag_products(word, at=at))}
    return render(request, "shop/storefront/category.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find goods by what a shopper types; nothing found leads on to shelves and new goods."""
    at = clock.now()
    text = " ".join(request.GET.get("q", "").split())[:100]
    context: dict[str, Any] = {"at": at, "query": text}
    if text:
        context["page_obj"] = _page(request, search_products(text, at=at))
    if not text or not context["page_obj"].paginator.count:
        context["collections"] = Collection.objects.filter(is_visible=True)
        context["suggestions"] = visible_products(at=at)[:4]
    return render(request, "shop/storefront/search.html", context)
