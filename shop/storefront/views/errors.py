"""Pages for when something is not there or goes wrong: what happened, and where to go from here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from shop.core import clock
from shop.core.problems import plain_problem
from shop.storefront.lost import products_like, words_of


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: more than a form may hold, or a request no browser sends."""
    if _is_api(request):
        return plain_problem(status=400, code="bad_request", title=_("We could not read that"))
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not for this person."""
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, with what the words of the address may have meant."""
    if _is_api(request):
        return plain_problem(status=404, code="not_found", title=_("This does not exist."))
    at = clock.now()
    words = " ".join(words_of(request.path))
    context = {"at": at, "words": words, "goods": products_like(request.path, at=at)}
    return render(request, "404.html", context, status=404)


def gone(request: HttpRequest) -> HttpResponse:
    """410: it was here, and will not come back at this address."""
    if _is_api(request):
        return plain_problem(status=410, code="gone", title=_("This is gone."))
    at = clock.now()
    return render(request, "410.html", {"at": at, "goods": products_like(request.path, at=at)}, status=410)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: no database, no context processors that could fail again."""
    if _is_api(request):
        return plain_problem(status=500, code="error", title=_("Something broke on our side"))
    return render(request, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or cookies switched off."""
    return render(request, "403_csrf.html", status=403)


def _is_api(request: HttpRequest) -> bool:
    """Programs read problem details."""
    return request.path.startswith("/api/v1/")
