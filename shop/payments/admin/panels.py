"""Payments and refunds of an order, on its page."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from shop.core.errors import ShopError
from shop.orders.models import Order
from shop.orders.rules import PAID_STATUSES
from shop.payments.enums import CallbackOutcome, PaymentState
from shop.payments.gateways import get_gateway
from shop.payments.models import GatewayEvent, Payment, Refund, Wallet
from shop.payments.queries import by_hand, may_go_by_bank, statement
from shop.payments.rules import WALLET

SHOWN = 20


def gateway_label(code: str) -> Any:
    """What a gateway is called; its code if it is switched off."""
    if code == WALLET:
        return _("Wallet")
    try:
        return get_gateway(code).label
    except ShopError:
        return code


class WalletPanel(Component):
    """What is in a customer's wallet, and how it came to be. Only they themselves can take it out."""

    template_name = "admin/payments/wallet_panel.html"
    order = 20

    def __init__(self, wallet: Wallet, *, may_confirm: bool = False) -> None:
        self.wallet = wallet
        self.may_confirm = may_confirm

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        rows = statement(self.wallet.customer, limit=SHOWN + 1)
        refunds = Refund.objects.filter(payment__wallet=self.wallet).select_related("payment").order_by("-pk")[:SHOWN]
        return {
            "wallet": self.wallet,
            "rows": rows[:SHOWN],
            "shown": SHOWN if len(rows) > SHOWN else 0,
            "withdrawn": [
                {
                    "refund": refund,
                    "gateway": gateway_label(refund.payment.gateway),
                    "may_go_by_bank": self.may_confirm and may_go_by_bank(refund),
                }
                for refund in refunds
            ],
        }


class PaymentsPanel(Component):
    """Every attempt to pay, with its refund and with messages whose amount differed."""

    template_name = "admin/payments/order_panel.html"
    order = 10

    def __init__(self, order: Order, *, may_confirm: bool = False, may_refund: bool = False) -> None:
        self.subject = order
        self.may_confirm = may_confirm
        self.may_refund = may_refund

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        order = self.subject
        its_own = Q(order=order)
        if order.batch_id is not None:
            # What is begun for all of the batch, until each order has its part of it.
            its_own |= Q(batch=order.batch_id) & ~Q(state=PaymentState.SUCCEEDED)
        found = Payment.objects.filter(its_own).select_related("part_of", "batch")
        payments = list(found.prefetch_related("refunds").order_by("id"))
        mismatches = set(
            GatewayEvent.objects.filter(
                payment_reference__in=[payment.reference for payment in payments], outcome=CallbackOutcome.MISMATCH
            ).values_list("payment_reference", flat=True)
        )
        hand = by_hand() if self.may_confirm else []
        kept_fen = sum(payment.kept_fen for payment in payments)
        return {
            "number": self.subject.number,
            "may_retry": self.may_refund,
            "may_refund": self.may_refund and kept_fen and self.subject.status in PAID_STATUSES,
            "rows": [
                {
                    "payment": payment,
                    "gateway": gateway_label(payment.gateway),
                    # Money that the order which this one changes has paid of it.
                    "moved": bool(payment.part_of_id and self.subject.amends_id),
                    "refunds": [
                        {"refund": refund, "may_go_by_bank": self.may_confirm and may_go_by_bank(refund)}
                        for refund in payment.refunds.all()
                    ],
                    "mismatch": payment.reference in mismatches,
                    "may_confirm": payment.gateway in hand and payment.part_of is None,
                    "may_send": payment.gateway in hand,
                }
                for payment in payments
            ],
        }
