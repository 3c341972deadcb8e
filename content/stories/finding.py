"""The page at an address, found at once where Wagtail walks down from the root, a query for each level twice."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

from shop.core.pages import open_to_all
from shop.storefront.pieces import pieces_of


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Wagtail's answer to an address."""
    _find(request, path)
    response: HttpResponse = wagtail_serve(request, path)
    return response


def _find(request: HttpRequest, path: str) -> None:
    """Tell Wagtail the page, if there is a published one; else Wagtail looks for it, and says what is wrong.

    A page is kept as it was published, and asked for again once a word of the shop has changed (``storefront.pieces``).
    """
    if getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return
    pieces = pieces_of(request)
    if pieces and (site := pieces.find("site")) is not None:
        request._wagtail_site = site  # type: ignore[attr-defined]
    page = pieces.find("page at", path) if pieces else None
    if page is None:
        page = _page_at(request, path)
        if page is not None and pieces:
            pieces.keep(page, "page at", path)
            pieces.keep(Site.find_for_request(request), "site")
    if page is not None:
        request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]


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
        .annotate(is_open=open_to_all())
        .select_related("content_type")
        .order_by("depth")
    )
    if len(way) != len(addresses) or not way[-1].live or not all(map(_is_plain, way)):
        return None
    kind = way[-1].specific_class
    page: Page = kind.objects.select_related(*getattr(kind, "shown_with", ())).get(pk=way[-1].pk)
    page.is_open = way[-1].is_open
    return page


def _is_plain(page: Page) -> bool:
    kind = page.content_type.model_class()
    return kind is not None and kind.route is Page.route
