"""The touch cookie: what brought this browser here, read and written at the edge of the shop."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from shop.social import touch
from shop.social.models import ShortLink
from shop.social.operations import count_tap
from shop.social.queries import block_of
from shop.social.touch import Touch
from shop.storefront.visitors import visitor_of

# What addresses say comes from anybody: a page's id within the column's range, a block's as Wagtail makes them.
_MAX_PAGE_ID = 2**31 - 1
_BLOCK_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def read(request: HttpRequest) -> Touch:
    """The browser's touch; an empty one if there is none, or if it is forged or too old."""
    return touch.loads(request.COOKIES.get(touch.COOKIE))


def remember_link(request: HttpRequest, response: HttpResponse, link: ShortLink, at: datetime) -> None:
    """A short link was opened. A banner of the shop is no way to the shop: who brought the visitor stays."""
    touched = read(request)
    is_banner = link.medium == ShortLink.Medium.BANNER
    _write(request, response, touched.with_banner(link.pk) if is_banner else touched.with_link(link.pk, at))


def remember_code(request: HttpRequest, response: HttpResponse, code_id: int, at: datetime) -> None:
    """The code of a printed label was scanned."""
    _write(request, response, read(request).with_code(code_id, at))


@dataclass(frozen=True)
class Tap:
    """What an address says of where it was tapped: the story (``?story=<page id>``), and its block (``&b=<id>``)."""

    story: int
    block: str = ""


def tap_of(request: HttpRequest) -> Tap | None:
    """The tap that the address names; anything else in there is none."""
    text, block = request.GET.get("story", ""), request.GET.get("b", "")
    if not (text.isascii() and text.isdigit() and 0 < int(text[:12]) <= _MAX_PAGE_ID):
        return None
    return Tap(int(text[:12]), block if _BLOCK_ID.fullmatch(block) else "")


def follow(request: HttpRequest, product_id: int | None) -> Touch:
    """The browser's touch with the tap that brought it to a product, if one did; the tap is counted."""
    touched, tap = read(request), tap_of(request)
    if tap is None:
        return touched
    touched, at = touched.with_story(tap.story), timezone.now()
    block = block_of(page_id=tap.story, block_id=tap.block) if tap.block and product_id else None
    if block is None or product_id is None:
        return touched
    if request.method != "HEAD":
        count_tap(block=block, product_id=product_id, visitor=visitor_of(request), at=at)
    return touched.with_block(block.pk, product_id, at)


def remember(request: HttpRequest, response: HttpResponse, touched: Touch) -> None:
    """What ``follow`` found, if it is news to the browser."""
    if tap_of(request) is not None:
        _write(request, response, touched)


def _write(request: HttpRequest, response: HttpResponse, value: Touch) -> None:
    response.set_cookie(
        touch.COOKIE,
        touch.dumps(value),
        max_age=touch.MAX_AGE,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
