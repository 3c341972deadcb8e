"""API errors as problem details (RFC 9457, ``application/problem+json``)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.parsers import JSONParser
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from shop.core.errors import ShopError

CONTENT_TYPE = "application/problem+json"


class BoundedJSONParser(JSONParser):
    """JSON; one nested deeper than the decoder can follow is malformed, not a server error."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().parse(*args, **kwargs)
        except RecursionError as error:
            raise exceptions.ParseError(_("This JSON is nested too deeply.")) from error


def problem(
    *, status: int, code: str, title: str, errors: Any = None, headers: dict[str, str] | None = None
) -> Response:
    """A problem document: ``type``, ``title`` (for people), ``status``, ``code`` (stable), ``errors`` by field."""
    body: dict[str, Any] = _body(status, code, title)
    if errors:
        body["errors"] = errors
    return Response(body, status=status, headers=headers, content_type=CONTENT_TYPE)


def plain_problem(*, status: int, code: str, title: str) -> HttpResponse:
    """The same where no view of the API was reached: an unknown address, a request that cannot be read."""
    return JsonResponse(_body(status, code, title), status=status, content_type=CONTENT_TYPE)


def _body(status: int, code: str, title: str) -> dict[str, Any]:
    return {"type": "about:blank", "title": title, "status": status, "code": code}


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: our refusals, validation errors and DRF's own, all in one shape."""
    if isinstance(error, ShopError):
        set_rollback()
        errors = error.details or ({error.field: [str(error)]} if error.field else None)
        return problem(status=error.status, code=error.code, title=str(error), errors=errors)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, exceptions.ValidationError):
        set_rollback()
        return problem(status=400, code="invalid", title=_("Please check your input."), errors=error.detail)
    response = exception_handler(error, context)
    if response is None or not isinstance(error, exceptions.APIException):
        return response
    headers = {name: value for name, value in response.items() if name.lower() not in {"content-type", "vary", "allow"}}
    code = error.get_codes() if isinstance(error.detail, str) else error.default_code
    return problem(status=response.status_code, code=str(code), title=str(error.detail), headers=headers)
