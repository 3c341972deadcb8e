"""The calendar feed."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from content.brand.queries import current_brand
from content.channels.ical import calendar, reader_of
from content.channels.models import Piece

# What is older nobody plans by.
BEHIND = timedelta(days=60)


@never_cache
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """What is planned and what came out lately, for whoever the address was made for."""
    if reader_of(token) is None:
        raise Http404
    at = timezone.now()
    rows = Piece.objects.standing().filter(goes_out_at__gt=at - BEHIND).select_related("story")
    name = _("Channels of %(brand)s") % {"brand": current_brand().name}
    text = calendar(rows.order_by("goes_out_at", "pk")[:1000], name=name, at=at)
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")
