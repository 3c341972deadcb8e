"""What somebody with the link sees: a bar that says what it is, and the page in a frame below it."""

from datetime import datetime

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from content.previews.audiences import audiences_of
from content.previews.drawing import draft_at, draw
from content.previews.models import PreviewLink


@require_safe
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def show(request: HttpRequest, token: str) -> HttpResponse:
    """The bar and the frame; what ended says so (410)."""
    link, at = _link(token), timezone.now()
    is_alive = link.is_alive(at) and link.target is not None
    context = {
        "link": link,
        "shown_at": _moment(link, at),
        "is_alive": is_alive,
        "audience": audiences_of(link.target).get(link.audience),
    }
    response = render(request, "content/previews/show.html", context, status=200 if is_alive else 410)
    return _unlisted(response)


@require_safe
def page(request: HttpRequest, token: str) -> HttpResponse:
    """The page alone."""
    link, at = _link(token), timezone.now()
    if not link.is_alive(at) or link.target is None:
        raise Http404
    moment = _moment(link, at)
    language = link.language or settings.LANGUAGE_CODE
    draft = draft_at(link.target, moment)
    return _unlisted(draw(draft, at=moment, language=language, request=request, audience=link.audience))


def _link(token: str) -> PreviewLink:
    link = PreviewLink.objects.select_related("content_type").filter(token=token).first()
    if link is None:
        raise Http404
    return link


def _moment(link: PreviewLink, at: datetime) -> datetime:
    """The moment that is shown; what lay ahead and is over by now is as it is now."""
    return max(link.shown_at, at) if link.shown_at else at


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    add_never_cache_headers(response)
    return response
