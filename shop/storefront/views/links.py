"""Short links: where a scanned poster or a shared link arrives."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shop.catalog.queries import visible_products
from shop.core.throttling import throttled
from shop.social.errors import LinkExpired, LinkTargetGone, LinkUnknown
from shop.social.operations import open_link
from shop.storefront import touches
from shop.storefront.customer import current_customer


@never_cache
@require_safe
@throttled("short-link", methods=("GET",))
def short_link(request: HttpRequest, code: str) -> HttpResponse:
    """Count the visit, remember who shared, go on to what was shared. A dead code gets a page that leads on."""
    at = timezone.now()
    try:
        # Chat programs look ahead with HEAD to draw a preview: nobody has come yet.
        link = open_link(code=code[:40], at=at, customer=current_customer(request), is_visit=request.method == "GET")
        address = _address(link.target)
    except (LinkUnknown, LinkExpired, LinkTargetGone) as error:
        context = {"at": at, "error": error, "suggestions": visible_products(at=at)[:4]}
        return render(request, "shop/storefront/link_problem.html", context, status=error.status)
    response = redirect(address)
    touches.remember_link(request, response, link, at)
    return response


def _address(target: object) -> str:
    """A product's address or a page's; a page outside of every site has none."""
    address = target.get_absolute_url() if hasattr(target, "get_absolute_url") else getattr(target, "url", None)
    if not address:
        raise LinkTargetGone
    return str(address)
