"""The door of a shop that is being set up: visitors read that it opens soon, staff come in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from content.brand.models import BrandKit
from content.brand.queries import brand_for


def is_closed() -> bool:
    """Whether the shop has not been opened yet. One query."""
    return BrandKit.objects.filter(is_preparing=True).exists()


def closed_page(request: HttpRequest) -> HttpResponse | None:
    """Soon, in the brand's look; None once it is open, and for staff. Asks for what every page asks for."""
    if not brand_for(request).is_preparing or request.user.has_perm("wagtailadmin.access_admin"):
        return None
    response = render(request, "content/brand/soon.html")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
