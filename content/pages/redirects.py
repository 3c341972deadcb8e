"""Redirects also for what is gone (410), not only for what never was (404)."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from wagtail.contrib.redirects.middleware import RedirectMiddleware

_ADMIN = "/admin/"


class Redirects(RedirectMiddleware):  # type: ignore[misc]
    """Wagtail's own, for pages of the shop. Those of a page that moved are made by Wagtail; others by hand."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code not in {404, 410} or request.path.startswith(_ADMIN):
            return response
        instead: HttpResponseBase = super().process_response(request, HttpResponse(status=404))
        return response if instead.status_code == 404 else instead
