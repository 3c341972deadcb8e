"""What pages need on paper."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from shop.core.drawing.qr import qr_svg
from shop.core.throttling import throttled

LONGEST = 300


@require_safe
@cache_control(public=True, max_age=30 * 24 * 3600)
@throttled("short-link", methods=("GET",))
def address_code(request: HttpRequest) -> HttpResponse:
    """The QR code of an address of this shop (``?of=/p/apples/``), to be printed beside what stands there."""
    of = request.GET.get("of", "")
    # Of no other site: ``//`` would begin the name of one.
    if not of.startswith("/") or of.startswith("//") or len(of) > LONGEST or not of.isprintable():
        return HttpResponseBadRequest()
    return HttpResponse(qr_svg(settings.SITE_URL + of), content_type="image/svg+xml")
