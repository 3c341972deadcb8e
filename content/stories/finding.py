"""The page at an address, found in one query where Wagtail walks down from the root, a query for each level twice."""

from functools import cache

from django.conf import settings
from django.db.models import BigIntegerField
from django.http import HttpRequest, HttpResponse
from wagtail.models import Page, Site, get_page_models
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

from shop.core.compiled import Compiled
from shop.storefront.pieces import pieces_of


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Wagtail's answer to an address."""
    _find(request, path)
    response: HttpResponse = wagtail_serve(request, path)
    return response


def _find(request: HttpRequest, path: str) -> None:
    """Tell Wagtail the page if it was there before and still is; else Wagtail looks for it.

    What is remembered is only which row to ask for. Whether it is published, and at this address, the row says itself.
    """
    pieces = pieces_of(request)
    if pieces is None or getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return
    if (site := pieces.find("site")) is not None:
        request._wagtail_site = site  # type: ignore[attr-defined]
    known = pieces.find("page at", path)
    if known is not None:
        label, pk, url_path = known
        page = _by_pk(label).first(pk=pk)
        if page is not None and page.live and page.url_path == url_path:
            request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]
            return
    found = Page.route_for_request(request, path)
    if found is not None and _is_plain(found.page):
        pieces.keep((found.page._meta.label, found.page.pk, found.page.url_path), "page at", path)
        pieces.keep(Site.find_for_request(request), "site")


def _is_plain(page: Page) -> bool:
    """Whether neither it nor a page above it answers addresses below its own: then the walk cannot end elsewhere."""
    above = page.get_ancestors(inclusive=True).select_related("content_type")
    kinds = {row.content_type.model_class() for row in above}
    return all(kind is not None and kind.route is Page.route for kind in kinds)


@cache
def _by_pk(label: str) -> "Compiled[Page]":
    model = next(model for model in get_page_models() if model._meta.label == label)
    return Compiled(lambda given: model.objects.filter(pk=given.pk), pk=BigIntegerField())
