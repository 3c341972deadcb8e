"""What the room of cases adds to other rooms' pages."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from shop.aftersales.changing import changeable
from shop.aftersales.enums import ReturnException
from shop.aftersales.models import Case
from shop.aftersales.queries import terms_of
from shop.aftersales.rules import OPEN_STATES
from shop.catalog.models import Product
from shop.orders.models import Order
from shop.orders.rules import PAID_STATUSES


class CasesPanel(Component):
    """An order's cases, on its page."""

    template_name = "admin/aftersales/order_panel.html"
    order = 5

    def __init__(self, order: Order, *, may_open: bool) -> None:
        self.subject = order
        self.may_open = may_open and order.status in PAID_STATUSES
        self.may_change = may_open

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        at = timezone.now()
        cases = Case.objects.filter(order=self.subject).order_by("-pk")
        told = [(case, case.state_at(at)) for case in cases]
        return {
            "rows": [{"case": case, "state": state} for case, state in told],
            "number": self.subject.number,
            "may_open": self.may_open,
            "may_change": self.may_change and changeable(self.subject, at),
            "may_call_off": self.may_open and self.subject.is_partly_shipped,
            "stop": any(case.calls_off and state in OPEN_STATES for case, state in told),
        }


class ReturnTermsPanel(Component):
    """What a product promises about returns, on the screen of its kind."""

    template_name = "admin/aftersales/terms_panel.html"

    def __init__(self, product: Product, *, may_change: bool) -> None:
        self.product = product
        self.may_change = may_change

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        terms = terms_of(self.product, at=timezone.now())
        exception = ReturnException(terms.exception).label if terms.exception else ""
        return {"product": self.product, "terms": terms, "exception": exception, "may_change": self.may_change}
