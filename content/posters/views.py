"""Share a product or a story: a poster to keep and send, and the short link as text."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from content.posters.models import Poster
from content.posters.operations import request_poster
from content.stories.models import StoryPage
from shop.catalog.models import Product
from shop.core.throttling import throttled
from shop.social import codes
from shop.storefront.customer import ensure_customer


@require_http_methods(["GET", "POST"])
@throttled("poster")
def share_product(request: HttpRequest, slug: str) -> HttpResponse:
    """Offer to make this visitor's own poster of a product, and make it."""
    product = get_object_or_404(Product.objects.visible(timezone.now()), slug=slug)
    return _share(request, product, picture=product.cover)


@require_http_methods(["GET", "POST"])
@throttled("poster")
def share_story(request: HttpRequest, page_id: int) -> HttpResponse:
    """The same for a story."""
    # By the page's own number: that of the link to it is not checked for its size before SQLite is asked.
    story = get_object_or_404(StoryPage.objects.live().public(), id=page_id)
    return _share(request, story, picture=story.hero_image)


def _share(request: HttpRequest, target: Any, *, picture: Any) -> HttpResponse:
    if request.method == "POST":
        # Only a wish makes a customer and a link: a crawler that looks at pages makes neither.
        poster = request_poster(by=None, target=target, at=timezone.now(), sharer=ensure_customer(request))
        return redirect("posters:poster", code=poster.link.code)
    return render(request, "content/posters/share.html", {"target": target, "picture": picture})


@never_cache
@require_safe
def poster(request: HttpRequest, code: str) -> HttpResponse:
    """A poster by its link's code: on its way, ready to keep, or failed with what to do."""
    number = codes.decode(code)
    row = Poster.objects.select_related("link__content_type").filter(link=number).first() if number else None
    if row is None or row.link.target is None:
        raise Http404
    context = {
        "poster": row,
        "target": row.link.target,
        "short_url": settings.SITE_URL + reverse("storefront:short_link", args=[row.link.code]),
    }
    response = render(request, "content/posters/poster.html", context)
    if row.is_waiting:
        # Looks again by itself, without a script.
        response["Refresh"] = "2"
    return response
