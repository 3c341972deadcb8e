"""Pages for when something is not there or goes wrong, in the house where it happened: the admin, else the shop."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.storefront import views as shop

ADMIN = "/admin/"

# What happened, and what to do now.
WORDS: dict[int, tuple[str | Promise, str | Promise]] = {
    400: (
        _("We could not read that"),
        _(
            "What was sent is far longer than a form may be, or not in a shape this page sends. "
            "Go back, reload the page and try again."
        ),
    ),
    403: (
        _("That did not go through"),
        _(
            "The page had been open for too long, or somebody else signed in meanwhile. Nothing was changed. "
            "Go back, copy what you typed, reload the page and save again."
        ),
    ),
    404: (
        _("This page is not here"),
        _("What it showed may have been deleted, or the address was copied incompletely."),
    ),
    500: (
        _("Something broke on our side"),
        _(
            "It is written down with all that is needed to mend it. Go back and try again in a minute; "
            "look first whether your change is there already."
        ),
    ),
}


def admin_error(request: HttpRequest, status: int) -> HttpResponse:
    """A page of the admin that needs neither the database nor a signed-in person."""
    title, line = WORDS[status]
    return render(request, "admin/error.html", {"title": title, "line": line, "status": status}, status=status)


def _handler(status: int, page: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    def handle(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.path.startswith(ADMIN):
            return admin_error(request, status)
        return page(request, *args, **kwargs)

    return handle


bad_request = _handler(400, shop.bad_request)
forbidden = _handler(403, shop.forbidden)
csrf_failure = _handler(403, shop.csrf_failure)
page_not_found = _handler(404, shop.page_not_found)
server_error = _handler(500, shop.server_error)
