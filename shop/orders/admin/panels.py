"""What the order room adds to pages: a customer's, and its own order page."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Sum
from django.utils import timezone
from wagtail.admin.ui.components import Component

from shop.customers.models import Customer
from shop.orders.breakdown import breakdown
from shop.orders.enums import OrderStatus
from shop.orders.models import Order
from shop.orders.queries import own_fen

_SHOWN = 50


class CustomerOrdersPanel(Component):
    """The orders of a customer, newest first, and what they have paid in sum."""

    template_name = "admin/orders/customer_panel.html"
    order = 10

    def __init__(self, customer: Customer) -> None:
        self.customer = customer

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        at = timezone.now()
        orders = Order.objects.filter(customer=self.customer)
        paid = orders.filter(status__in=[OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED])
        return {
            "rows": [
                {"order": order, "status": order.status_at(at)}
                for order in orders.order_by("-placed_at", "-id")[:_SHOWN]
            ],
            "paid": paid.annotate(own_fen=own_fen()).aggregate(count=Count("id"), sum_fen=Sum("own_fen", default=0)),
            "shown": _SHOWN,
        }


class AmendmentsPanel(Component):
    """The order that this one changes, and those that change this one; left out where there is neither."""

    template_name = "admin/orders/amendments_panel.html"
    order = 3

    def __init__(self, order: Order, amendments: list[Order]) -> None:
        self.subject = order
        self.amendments = amendments

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        at = timezone.now()
        return {
            "order": self.subject,
            "takes": list(self.subject.takes.select_related("line")),
            "due_fen": self.subject.total_fen - self.subject.credit_fen,
            "rows": [
                {
                    "order": row,
                    "status": row.status_at(at),
                    "due_fen": row.total_fen - row.credit_fen,
                    "takes": list(row.takes.all()),
                }
                for row in self.amendments
            ],
        }


class PromisePanel(Component):
    """What was promised with an order: wishes, and the price of each line with every promotion's and the freight's
    share. Left out where there is nothing but the price of the goods.
    """

    template_name = "admin/orders/promise_panel.html"
    order = 5

    def __init__(self, order: Order, *, personal: bool) -> None:
        self.promised = order
        self.personal = personal

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        rows, total = breakdown(self.promised.lines.all())
        return {"order": self.promised, "rows": rows, "total": total, "personal": self.personal}
