"""Who looks, as far as counting honestly needs it."""

from django.http import HttpRequest

from shop.core.throttling import client_address
from shop.social.operations import Visitor
from shop.storefront.customer import current_customer


def visitor_of(request: HttpRequest) -> Visitor:
    """The visitor of a page: the customer, else address and browser."""
    customer = current_customer(request)
    user_agent = request.headers.get("user-agent", "")[:300]
    purpose = f"{request.headers.get('sec-purpose', '')} {request.headers.get('purpose', '')}"
    return Visitor(
        key=f"customer {customer.pk}" if customer else f"{client_address(request)} {user_agent}",
        user_agent=user_agent,
        is_prefetch="prefetch" in purpose or "prerender" in purpose,
        is_staff=request.user.is_authenticated,
    )
