"""Where the code on a label arrives: what is told of that lot, and the way to order again."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shop.catalog.queries import visible_products
from shop.core.throttling import throttled
from shop.origin.errors import CodeUnknown, CodeWithdrawn
from shop.origin.operations import count_scan, open_code
from shop.origin.queries import origin_of
from shop.storefront import touches
from shop.storefront.visitors import visitor_of


@never_cache
@require_safe
@throttled("short-link", methods=("GET",))
def origin(request: HttpRequest, code: str) -> HttpResponse:
    """The story of what is in one's hand. A code that is none, or was called back, is said so plainly."""
    at = timezone.now()
    try:
        printed = open_code(text=code[:40])
    except (CodeUnknown, CodeWithdrawn) as error:
        context: dict[str, Any] = {"at": at, "error": error, "suggestions": visible_products(at=at)[:4]}
        return render(request, "shop/storefront/origin_problem.html", context, status=error.status)
    found = origin_of(printed)
    visitor = visitor_of(request)
    is_new = request.method == "GET" and count_scan(code=printed, visitor=visitor, at=at)
    again = visible_products(at=at).filter(pk=found.product.pk)
    context = {
        "at": at,
        "origin": found,
        "is_first": is_new and found.first_at is None,
        "is_expired": found.lot is not None and found.lot.is_expired(at),
        "again": again,
    }
    response = render(request, "shop/storefront/origin.html", context)
    if request.method == "GET" and visitor.counts:
        touches.remember_code(request, response, printed.pk, at)
    return response
