"""What the voucher room adds to other rooms' pages."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from shop.catalog.models import Product
from shop.vouchers.queries import terms_of


class TermsPanel(Component):
    """The terms of a product's vouchers, on the screen of its kind."""

    template_name = "admin/vouchers/terms_panel.html"

    def __init__(self, product: Product, *, may_change: bool) -> None:
        self.product = product
        self.may_change = may_change

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {
            "product": self.product,
            "terms": terms_of(self.product, at=timezone.now()),
            "may_change": self.may_change,
        }
