"""What the order desk learns from this room: the lots an order went out with, and the label that brought it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from shop.orders.admin.listing import OriginChoice
from shop.orders.models import Order
from shop.origin.models import LabelOrder
from shop.origin.queries import lots_of_order

ORIGINS = [OriginChoice("label", _("Printed label"), Q(label__isnull=False))]


class LotsPanel(Component):
    """The lots of an order that was shipped, as the stock ledger has them."""

    template_name = "admin/origin/order_panel.html"
    order = 15

    def __init__(self, order: Order, *, may_open: bool) -> None:
        self.subject = order
        self.may_open = may_open

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        rows = [{"movement": row, "units": -row.delta} for row in lots_of_order(self.subject)]
        return {"rows": rows, "may_open": self.may_open}


class LabelPanel(Component):
    """The label whose code the customer scanned before ordering."""

    template_name = "admin/origin/label_panel.html"
    order = 21

    def __init__(self, label: LabelOrder, *, may_open: bool) -> None:
        self.label = label
        self.may_open = may_open

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"label": self.label, "may_open": self.may_open}
