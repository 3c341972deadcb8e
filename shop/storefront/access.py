"""Whose order is it? Only the customer's browser, or one that named order number and mobile number, may look."""

from django.db.models import QuerySet
from django.http import HttpRequest

from shop.core.errors import InvalidInput
from shop.customers.rules import clean_phone
from shop.orders.models import Order
from shop.storefront.customer import current_customer

_KEY = "found_orders"
_KEEP = 20


def find_order(request: HttpRequest, number: str) -> Order | None:
    """The order if this browser may see it. None says nothing about whether it exists."""
    found = Order.objects.select_related("pickup_place", "deposit", "batch", "amends")
    order = found.filter(number=number[:20]).first()
    if order is None or not (is_own(request, order) or number in request.session.get(_KEY, [])):
        return None
    return order


def is_own(request: HttpRequest, order: Order) -> bool:
    """Whether the browser's customer placed it: only they may change it and see the full address."""
    customer = current_customer(request)
    return customer is not None and order.customer_id == customer.pk


def found_orders(request: HttpRequest) -> QuerySet[Order]:
    """Orders of others that this browser may look at, because it named number and mobile number."""
    return Order.objects.filter(number__in=request.session.get(_KEY, []))


def unlock_order(request: HttpRequest, *, number: str, phone: str) -> Order | None:
    """Let this browser look at the order with that number and mobile number; None if there is none."""
    try:
        phone = clean_phone(phone)
    except InvalidInput:
        return None
    # Of who was forgotten the law has us keep orders, and do nothing else with them.
    order = Order.objects.filter(number=number.strip(), phone=phone, customer__erased_at=None).first()
    if order is not None:
        found = [*(kept for kept in request.session.get(_KEY, []) if kept != order.number), order.number]
        request.session[_KEY] = found[-_KEEP:]
    return order
