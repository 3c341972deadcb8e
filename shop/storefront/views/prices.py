"""What goods cost in the past: public, from the price log."""

from datetime import datetime

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from shop.catalog.models import Product
from shop.catalog.price_chart import chart
from shop.catalog.price_history import histories
from shop.catalog.queries import visible_products
from shop.core import clock
from shop.promotions.queries import Offer, offers
from shop.storefront.page_cache import public_page

PAGE_SIZE = 8


def _offer(slug: str, at: datetime) -> Offer:
    """A product that has prices, as it is offered."""
    product: Product = get_object_or_404(visible_products(at=at), slug=slug)
    offer = offers([product], at=at)[product.pk]
    if not offer.skus:
        raise Http404
    return offer


@require_safe
@public_page("page")
def price_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The price history of each of a product's SKUs."""
    at = clock.now()
    offer = _offer(slug, at)
    page = Paginator(offer.skus, PAGE_SIZE).get_page(request.GET.get("page"))
    past = histories([row.sku for row in page], at=at)
    rows = [(row, chart(past[row.sku.pk])) for row in page if row.sku.pk in past]
    context = {"at": at, "product": offer.product, "page_obj": page, "rows": rows}
    return render(request, "shop/storefront/prices.html", context)


@require_safe
@public_page()
def price_of_sku(request: HttpRequest, slug: str, sku_id: int) -> HttpResponse:
    """The price history of one SKU, for the product's page: a piece of it, not a page."""
    at = clock.now()
    row = next((row for row in _offer(slug, at).skus if row.sku.pk == sku_id), None)
    past = histories([row.sku], at=at).get(sku_id) if row else None
    if past is None:
        raise Http404
    return render(request, "shop/storefront/_price_history.html", {"at": at, "row": row, "chart": chart(past)})
