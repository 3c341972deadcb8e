"""The brand's stylesheet, and the page about the seller."""

import re
from types import SimpleNamespace

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from content.brand import sheets
from content.brand.enums import SellerKind
from content.brand.preview import load_look
from content.brand.queries import brand_stylesheet, current_kit, theme_hash
from content.brand.seller import seller_facts
from shop.storefront.page_cache import public_page

_YEAR = 31_536_000
_CSS = "text/css; charset=utf-8"
_ACCEPTS_BROTLI = re.compile(r"\bbr\b")


@require_safe
def theme(request: HttpRequest, version: str = "") -> HttpResponse:
    """All style sheets and the theme as they are now. The address with their own version may be kept for a year, any
    other is asked again.
    """
    look = brand_stylesheet(current_kit())
    current = sheets.version_of(theme_hash(look))
    etag = f'W/"{current}"'
    response = get_conditional_response(request, etag=etag) or _sheet(request, look)
    response["ETag"] = etag
    if version == current:
        patch_cache_control(response, public=True, max_age=_YEAR, immutable=True)
    else:
        patch_cache_control(response, public=True, no_cache=True)
    return response


def _sheet(request: HttpRequest, look: str) -> HttpResponse:
    css = sheets.with_look(look)
    if not _ACCEPTS_BROTLI.search(request.headers.get("Accept-Encoding", "")):
        return HttpResponse(css, content_type=_CSS)
    headers = {"Content-Encoding": "br", "Vary": "Accept-Encoding"}
    return HttpResponse(sheets.pressed(css), content_type=_CSS, headers=headers)


@require_safe
def draft_theme(request: HttpRequest) -> HttpResponse:
    """The theme of an unsaved kit: its values come in the address, signed by the settings screen."""
    try:
        look = brand_stylesheet(SimpleNamespace(**load_look(request.GET.get("look", "")[:2000])))
    except (signing.BadSignature, TypeError, ValueError) as error:
        raise Http404 from error
    response = HttpResponse(sheets.with_look(look), content_type=_CSS)
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_safe
@public_page()
def seller(request: HttpRequest) -> HttpResponse:
    """Who sells here, as the law wants it shown; every page leads here."""
    kit = current_kit()
    context = {
        "facts": seller_facts(kit),
        "declaration": SellerKind(kit.seller_kind).declaration,
        "licence": kit.licence_picture,
    }
    return render(request, "content/brand/seller.html", context)
