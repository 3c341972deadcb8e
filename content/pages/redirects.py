"""Redirects that keep what stood behind the question mark, and 410 for what is gone instead of 404."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.response import HttpResponseBase
from wagtail.contrib.redirects.middleware import RedirectMiddleware, get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from shop.core.addresses import paths_of, straighten

_ADMIN = "/admin/"
_SAFE = {"GET", "HEAD"}


class Redirects(RedirectMiddleware):  # type: ignore[misc]
    """For pages of the shop. Those of a page that moved are made by Wagtail, those of goods by ``core.addresses``,
    others by hand.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code not in {404, 410} or request.path.startswith(_ADMIN) or request.method not in _SAFE:
            return response
        address = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
        path = urlsplit(address).path
        found = get_redirect(request, address)
        is_exact = found is not None
        if found is None and path != address:
            found = get_redirect(request, path)
        if found is None:
            return response
        link = found.link
        if link is None:
            # Its module reads the settings of the API, which are not there yet while apps are loaded.
            from shop.storefront.views.errors import gone

            return gone(request) if response.status_code == 404 else response
        if Redirect.normalise_path(link) == path:
            return response
        # Codes of promoters and campaigns stand there.
        query = request.META.get("QUERY_STRING", "")
        if query and not (is_exact and "?" in address):
            head, mark, anchor = link.partition("#")
            link = f"{head}{'&' if '?' in head else '?'}{query}{mark}{anchor}"
        return HttpResponsePermanentRedirect(link) if found.is_permanent else HttpResponseRedirect(link)


def drop_needless(instance: Page, **kwargs: Any) -> None:
    """What is at an address again needs no redirect from there: a page that was published."""
    parts = instance.get_url_parts()
    if parts and parts[2]:
        _drop([Redirect.normalise_path(parts[2])])


def drop_needless_below(instance: Page, **kwargs: Any) -> None:
    """The same for one that moved, with all below it."""
    _drop(paths_of(instance).values())


def _drop(paths: Iterable[str]) -> None:
    Redirect.objects.filter(old_path__in=list(paths), automatically_created=True).delete()


def keep_straight(instance: Redirect, raw: bool = False, **kwargs: Any) -> None:
    """A redirect was made or changed by hand."""
    if not raw and not instance.automatically_created:
        straighten(instance)
