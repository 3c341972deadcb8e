"""A draft as visitors will see it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from wagtail.models import Revision

from shop.core import clock
from shop.core.languages import speaking

_OF_THE_HOST = ("HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "REMOTE_ADDR", "HTTP_X_FORWARDED_PROTO", "wsgi.url_scheme")


def draft_at(target: Any, at: datetime) -> Any:
    """What ``target`` will be at ``at``: what is scheduled to go live until then, else its latest draft."""
    planned: Revision | None = (
        target.revisions.filter(approved_go_live_at__lte=at).order_by("-approved_go_live_at", "-id").first()
    )
    return planned.as_object() if planned else target.get_latest_revision_as_object()


def draw(draft: Any, *, at: datetime, language: str, request: HttpRequest, audience: str = "") -> HttpResponse:
    """The page of a draft at a moment, as a visitor without any history gets it at the host of ``request``, or as an
    ``audience`` of it does (``audiences``).
    """
    visitor = HttpRequest()
    visitor.META = {name: request.META[name] for name in _OF_THE_HOST if name in request.META}
    if language:
        visitor.META["HTTP_COOKIE"] = f"{settings.LANGUAGE_COOKIE_NAME}={language}"
    with clock.showing(at), speaking(language or settings.LANGUAGE_CODE):
        response: HttpResponse = draft.make_preview_request(
            original_request=visitor, extra_request_attrs={"shown_as": audience}
        )
    return response
