"""The customer behind a browser: kept in the session, created with the first thing put into a cart."""

from django.http import HttpRequest

from shop.customers.models import Customer
from shop.customers.operations import create_customer

_KEY = "customer"


def current_customer(request: HttpRequest) -> Customer | None:
    """The browser's customer, or None for somebody who only looks. At most one query a request."""
    if not hasattr(request, "_customer"):
        public_id = request.session.get(_KEY)
        found = (
            Customer.objects.filter(public_id=public_id).select_related("merged_into").first() if public_id else None
        )
        request._customer = found.merged_into or found if found else None  # type: ignore[attr-defined]
    customer: Customer | None = request._customer  # type: ignore[attr-defined]
    return customer


def become(request: HttpRequest, customer: Customer) -> None:
    """Let the browser be this customer from now on, under a new session key."""
    request.session.cycle_key()
    request.session[_KEY] = str(customer.public_id)
    if not request.user.is_authenticated:
        request.session.set_expiry(365 * 24 * 3600)
    request._customer = customer  # type: ignore[attr-defined]


def ensure_customer(request: HttpRequest) -> Customer:
    """The browser's customer, created if there is none yet."""
    customer = current_customer(request)
    if customer is None:
        customer = create_customer()
        request.session[_KEY] = str(customer.public_id)
        # Somebody of the staff who looks at the shop stays signed in no longer for it.
        if not request.user.is_authenticated:
            request.session.set_expiry(365 * 24 * 3600)
        request._customer = customer  # type: ignore[attr-defined]
    return customer
