"""The touch cookie: what brought this browser here, read and written at the edge of the shop."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse

from shop.social import touch
from shop.social.models import ShortLink
from shop.social.touch import Touch

# Page ids in addresses come from anybody; this is the column's range.
_MAX_PAGE_ID = 2**31 - 1


def read(request: HttpRequest) -> Touch:
    """The browser's touch; an empty one if there is none, or if it is forged or too old."""
    return touch.loads(request.COOKIES.get(touch.COOKIE))


def remember_link(request: HttpRequest, response: HttpResponse, link: ShortLink, at: datetime) -> None:
    """A short link was opened."""
    _write(request, response, read(request).with_link(link.pk, at))


def remember_code(request: HttpRequest, response: HttpResponse, code_id: int, at: datetime) -> None:
    """The code of a printed label was scanned."""
    _write(request, response, read(request).with_code(code_id, at))


def remember_story(request: HttpRequest, response: HttpResponse) -> None:
    """The address names the story whose card was tapped (``?story=<page id>``); anything else in there is ignored."""
    text = request.GET.get("story", "")
    if text.isascii() and text.isdigit() and 0 < int(text[:12]) <= _MAX_PAGE_ID:
        _write(request, response, read(request).with_story(int(text[:12])))


def _write(request: HttpRequest, response: HttpResponse, value: Touch) -> None:
    response.set_cookie(
        touch.COOKIE,
        touch.dumps(value),
        max_age=touch.MAX_AGE,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
