"""Registrations with Wagtail."""

from django.http import HttpRequest
from wagtail import hooks

from shop.orders.models import Order
from shop.payments.admin.panels import PaymentsPanel


@hooks.register("order_panels")
def payments_of_order(request: HttpRequest, order: Order) -> PaymentsPanel | None:
    """Payments and refunds, for those who may see them."""
    return PaymentsPanel(order) if request.user.has_perm("payments.view_payment") else None
