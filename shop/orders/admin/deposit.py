"""An order with a deposit: where its two payments stand, and calling it off before the second."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from shop.core.money import yuan
from shop.orders import operations
from shop.orders.admin.actions import CALL_OFF
from shop.orders.admin.detail import OrderActionView
from shop.orders.admin.forms import CallOffForm
from shop.orders.enums import DepositFate, DepositKind, Fault
from shop.orders.models import Order, OrderDeposit, deposit_of


class DepositPanel(Component):
    """The deposit and the balance of an order, on its page."""

    template_name = "admin/orders/deposit_panel.html"
    order = 4

    def __init__(self, order: Order, deposit: OrderDeposit) -> None:
        self.subject, self.deposit = order, deposit

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {
            "order": self.subject,
            "deposit": self.deposit,
            "is_open": self.deposit.is_balance_open(timezone.now()),
        }


class CallOffView(OrderActionView):
    """End an order whose balance is not paid; because of whom decides about the deposit."""

    action = CALL_OFF
    form_class = CallOffForm

    def perform(self, data: dict[str, Any]) -> str:
        order = operations.call_off(
            by=self.request.user, order=self.order, fault=Fault(data["fault"]), at=self.at, text=data["text"]
        )
        fate = DepositFate(order.deposit.fate).label
        return _("Order %(number)s is closed. The deposit: %(fate)s.") % {"number": order.number, "fate": fate}

    def consequences(self) -> list[str]:
        deposit = deposit_of(self.order)
        if deposit is None:
            return []
        sums = {"sum": yuan(deposit.amount_fen), "twice": yuan(2 * deposit.amount_fen)}
        said = [_("The order is closed for good, and what is held for it goes back on sale.")]
        if deposit.kind == DepositKind.EARNEST:
            return [
                *said,
                _("Because of the customer: the earnest money of ¥%(sum)s is kept.") % sums,
                _("Because of the shop: it goes back twofold, ¥%(twice)s in all (Civil Code 587).") % sums,
                _("Because of nobody: ¥%(sum)s go back.") % sums,
            ]
        return [*said, _("The ¥%(sum)s paid in advance go back, whoever it was.") % sums]
