"""What the room adds to the page of an order."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from shop.presales.models import Presale


class PresalePanel(Component):
    """The pre-sale that an order was placed in."""

    template_name = "admin/presales/order_panel.html"
    order = 3

    def __init__(self, presale: Presale) -> None:
        self.presale = presale

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"presale": self.presale, "state": self.presale.state_at(timezone.now())}
