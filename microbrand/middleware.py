"""What no browser of ours sends, made harmless before anything reads it; what a page may load."""

from collections.abc import Callable
from traceback import walk_tb
from typing import Any
from urllib.parse import quote

import structlog
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.core.exceptions import BadRequest, FieldError, ObjectDoesNotExist
from django.core.paginator import InvalidPage
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch
from django.utils.datastructures import MultiValueDictKeyError

from microbrand.errors import ADMIN, bad_request

log = structlog.get_logger(__name__)

_UNREADABLE = "\ufffd"
# Plain ASCII is UTF-8 too.
_CHARSETS = {"", "utf-8", "utf8", "us-ascii"}
# What Wagtail's views raise when a field or a number in the address is not what its own pages send.
_NOT_UNDERSTOOD = (MultiValueDictKeyError, ValueError, InvalidPage, ObjectDoesNotExist)
# And what they stumble over next when such a value was sent to them.
_MISREAD = (AttributeError, DataError, FieldError, KeyError, OverflowError, TypeError)


class HarmlessInput:
    """NULs, foreign charsets and requests made by hand get an answer, never a server error.

    - PostgreSQL refuses NUL in text, whoever asks: in an address it is an unreadable character, and a cookie with one
      is not there.
    - Pages and API are UTF-8. A body in another charset is refused instead of guessed at.
    - Wagtail's views take the fields and numbers of their own pages for granted; without them it is a bad request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace("%00", quote(_UNREADABLE))
        request.path_info = request.path_info.replace("\0", _UNREADABLE)
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Not before: the page that refuses needs session and language."""
        charset = (request.content_params or {}).get("charset", "").lower()
        if request.method in {"POST", "PUT", "PATCH"} and charset not in _CHARSETS:
            raise BadRequest("The body is not UTF-8.")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        sent = request.path.startswith(ADMIN) and (request.method == "POST" or request.GET)
        odd = (
            isinstance(exception, _NOT_UNDERSTOOD)
            or (sent and isinstance(exception, _MISREAD))
            # Wagtail's views go where "next" says, and Django takes a bare word for the name of a view.
            or (isinstance(exception, NoReverseMatch) and not (_next(request) or "/").startswith("/"))
        )
        if not odd or _passed_our_code(exception):
            return None
        log.warning("bad_request", path=request.path, exc_info=exception)
        return bad_request(request)


class ContentSecurityPolicy(CSPMiddleware):
    """The shop's strict policy, and a looser one for pages that are not our own and have scripts inside."""

    INLINE = (ADMIN, "/api/docs/")

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith(self.INLINE):
            parts.config = parts.config or settings.INLINE_CONTENT_SECURITY_POLICY
        return parts


def _next(request: HttpRequest) -> str:
    return request.POST.get("next") or request.GET.get("next") or ""


def _passed_our_code(exception: Exception) -> bool:
    """Whether it went through a line of this project: then it is a defect, which must be seen as one."""
    modules = (frame.f_globals.get("__name__", "") for frame, _line in walk_tb(exception.__traceback__))
    return any(name.partition(".")[0] in {"shop", "content", "microbrand"} for name in modules)
