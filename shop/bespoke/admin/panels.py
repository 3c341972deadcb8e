"""What the room of custom work adds to other rooms' pages."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from shop.bespoke.models import BespokeTerms, BespokeWork
from shop.catalog.models import Product


class WorkPanel(Component):
    """The custom work that an order is about, on the order's page."""

    template_name = "admin/bespoke/order_panel.html"
    order = 3

    def __init__(self, work: BespokeWork) -> None:
        self.work = work

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"work": self.work, "state": self.work.state_at(timezone.now())}


class TermsPanel(Component):
    """Whether a product is made to wishes, on the screen of its kind."""

    template_name = "admin/bespoke/terms_panel.html"

    def __init__(self, product: Product, *, may_change: bool) -> None:
        self.product = product
        self.may_change = may_change

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        terms = BespokeTerms.objects.filter(product=self.product, is_open=True).first()
        return {"product": self.product, "terms": terms, "may_change": self.may_change}
