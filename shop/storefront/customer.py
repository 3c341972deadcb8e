"""The customer behind a browser: kept in the session, created with the first thing put into a cart."""

from django.http import HttpRequest

from shop.customers.models import Customer
from shop.customers.operations import create_customer

# Where the session says who it is.
SESSION_KEY = "customer"


def current_customer(request: HttpRequest) -> Customer | None:
    """The browser's customer, or None for somebody who only looks. At most one query a request."""
    if not hasattr(request, "_customer"):
        public_id = request.session.get(SESSION_KEY)
        found = (
            Customer.objects.filter(public_id=public_id).select_related("merged_into").first() if public_id else None
        )
        customer = found.merged_into or found if found else None
        # Who was forgotten is somebody new.
        request._customer = None if customer and customer.erased_at else customer  # type: ignore[attr-defined]
    known: Customer | None = request._customer  # type: ignore[attr-defined]
    return known


def become(request: HttpRequest, customer: Customer) -> None:
    """Let the browser be this customer from now on, under a new session key."""
    request.session.cycle_key()
    request.session[SESSION_KEY] = str(customer.public_id)
    if not request.user.is_authenticated:
        request.session.set_expiry(365 * 24 * 3600)
    request._customer = customer  # type: ignore[attr-defined]


def ensure_customer(request: HttpRequest) -> Customer:
    """The browser's customer, created if there is none yet."""
    customer = current_customer(request)
    if customer is None:
        customer = create_customer()
        request.session[SESSION_KEY] = str(customer.public_id)
        # Somebody of the staff who looks at the shop stays signed in no longer for it.
        if not request.user.is_authenticated:
            request.session.set_expiry(365 * 24 * 3600)
        request._customer = customer  # type: ignore[attr-defined]
    return customer
