"""The page at an address, found at once where Wagtail walks down from the root, a query for each level twice."""

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
    """Tell Wagtail the page, if there is a published one; else Wagtail looks for it, and says what is wrong.

    What is remembered is only which row to ask for. Whether it is published, and at this address, the row says itself.
    """
    if getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return
    pieces = pieces_of(request)
    if pieces and (site := pieces.find("site")) is not None:
        request._wagtail_site = site  # type: ignore[attr-defined]
    known = pieces.find("page at", path) if pieces else None
    if known is not None:
        label, pk, url_path = known
        page = _by_pk(label).first(pk=pk)
        if page is not None and page.live and page.url_path == url_path:
            request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]
            return
    page = _page_at(request, path)
    if page is not None:
        request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]
        if pieces:
            pieces.keep((page._meta.label, page.pk, page.url_path), "page at", path)
            pieces.keep(Site.find_for_request(request), "site")


def _page_at(request: HttpRequest, path: str) -> Page | None:
    """The published page that a walk from the site's root would end at: neither it nor one above it answers addresses
    below its own, so the walk ends where the address says. None for all others.
    """
    site = Site.find_for_request(request)
    if site is None:
        return None
    slugs = [slug for slug in path.split("/") if slug]
    root = site.root_page
    addresses = [root.url_path + "".join(f"{slug}/" for slug in slugs[:depth]) for depth in range(len(slugs) + 1)]
    # The slugs have an index.
    way = list(
        Page.objects.filter(slug__in=[root.slug, *slugs], url_path__in=addresses)
        .select_related("content_type")
        .order_by("depth")
    )
    if len(way) != len(addresses) or not way[-1].live or not all(map(_is_plain, way)):
        return None
    return way[-1].specific


def _is_plain(page: Page) -> bool:
    kind = page.content_type.model_class()
    return kind is not None and kind.route is Page.route


@cache
def _by_pk(label: str) -> "Compiled[Page]":
    model = next(model for model in get_page_models() if model._meta.label == label)
    return Compiled(lambda given: model.objects.filter(pk=given.pk), pk=BigIntegerField())
