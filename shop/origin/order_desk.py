"""What the order desk learns from this room: the lots an order went out with."""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from shop.orders.models import Order
from shop.origin.queries import lots_of_order


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
