"""Invoices of an order, on its page."""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from shop.invoices.models import Invoice
from shop.orders.models import Order


class InvoicesPanel(Component):
    """What was asked for, issued and reversed."""

    template_name = "admin/invoices/order_panel.html"
    order = 12

    def __init__(self, order: Order) -> None:
        self.subject = order

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"invoices": list(Invoice.objects.filter(order=self.subject))}
