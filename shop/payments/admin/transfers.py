"""The desk of bank transfers: what is to arrive, what is to be sent back, each written down by hand."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.core.desk import DayField, DeskView, keyset_page, tabs_of
from shop.core.desk_form import OperationView
from shop.core.money import YuanField, yuan
from shop.customers.rules import mask_name
from shop.orders.models import Order
from shop.payments.admin.panels import gateway_label
from shop.payments.enums import CallbackOutcome, PaymentState, RefundState
from shop.payments.models import Payment, Refund
from shop.payments.operations import confirm_sent, confirm_transfer, send_by_bank
from shop.payments.queries import by_hand, may_go_by_bank, transfers_to_send

CONFIRM = "payments.confirm_transfer"
TABS = [
    ("", gettext_lazy("To arrive")),
    ("send", gettext_lazy("To send back")),
    ("arrived", gettext_lazy("Arrived")),
]


def _transfers() -> QuerySet[Payment]:
    """Payments of orders, and of batches of them, that a bank brings; nothing is put into wallets this way. Parts of a
    payment were brought with it.
    """
    rows = Payment.objects.filter(gateway__in=by_hand(), wallet=None, part_of=None)
    return rows.select_related("order").prefetch_related("batch__orders")


def _order_of(payment: Payment) -> Order:
    """The order, or the first of those it pays together."""
    if payment.order is not None:
        return payment.order
    assert payment.batch is not None  # noqa: S101 see ``_transfers``
    return min(payment.batch.orders.all(), key=lambda order: order.pk)


def _number_of(payment: Payment) -> str:
    return str(payment.batch or _order_of(payment))


class TransfersView(DeskView):
    """Payments that a bank brings, and refunds that somebody sends there. Who waits longest comes first."""

    permission_required = CONFIRM
    template_name = "admin/payments/transfers.html"
    page_title = gettext_lazy("Bank transfers")
    header_icon = "download"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not by_hand():
            # There is no menu item either.
            raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        payments = _transfers()
        behind: dict[str, QuerySet[Any]] = {
            "": payments.filter(state=PaymentState.PENDING),
            "send": transfers_to_send().select_related("payment__order"),
            "arrived": payments.filter(state=PaymentState.SUCCEEDED),
        }
        current = self.request.GET.get("tab", "")
        current = current if current in behind else ""
        page = keyset_page(
            behind[current],
            field="created_at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
            newest_first=current == "arrived",
        )
        personal = self.request.user.has_perm("orders.view_personal_data")
        rows = []
        for row in page.rows:
            payment = row.payment if isinstance(row, Refund) else row
            order = _order_of(payment)
            rows.append(
                {
                    "row": row,
                    "order": order,
                    "number": _number_of(payment),
                    "who": order.recipient if personal else mask_name(order.recipient),
                }
            )
        return super().get_context_data(
            rows=rows,
            page=page,
            tab=current,
            tabs=tabs_of(TABS, current=current, rows=lambda key: behind[key]),
            **kwargs,
        )


class ArrivedForm(forms.Form):
    """What the bank's statement says."""

    amount = YuanField(label=gettext_lazy("Amount that arrived"), min_fen=1)
    received_on = DayField(label=gettext_lazy("Arrived on"), required=True)
    bank_reference = forms.CharField(
        label=gettext_lazy("The bank's reference"),
        max_length=60,
        help_text=gettext_lazy("The number of the transfer on the bank's statement. Each counts once."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class SentForm(forms.Form):
    """What the bank said when it was sent."""

    bank_reference = ArrivedForm.base_fields["bank_reference"]


class _TransferView(OperationView):
    permission_required = CONFIRM
    header_icon = "download"

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("payment_desk:transfers"), "label": _("Bank transfers")}]


class ArrivedView(_TransferView):
    """Write down that a transfer arrived."""

    form_class = ArrivedForm
    page_title = gettext_lazy("A transfer arrived")
    button = gettext_lazy("It arrived")

    @cached_property
    def payment(self) -> Payment:
        return get_object_or_404(_transfers(), reference=self.kwargs["reference"])

    def url(self) -> str:
        return reverse("order_desk:order", args=[_order_of(self.payment).number])

    def make_form(self, data: Any = None) -> Any:
        return ArrivedForm(data, initial={"received_on": timezone.localdate()})

    def facts(self) -> list[tuple[Any, Any]]:
        return [
            (_("Order"), _number_of(self.payment)),
            (_("Expected"), f"¥{yuan(self.payment.amount_fen)}"),
            (_("State"), self.payment.get_state_display()),
        ]

    def perform(self, values: dict[str, Any]) -> str:
        outcome = confirm_transfer(
            by=self.request.user,
            payment=self.payment,
            amount_fen=values["amount"],
            received_on=values["received_on"],
            bank_reference=values["bank_reference"],
            at=timezone.now(),
        )
        if outcome == CallbackOutcome.REFUNDED:
            return _("Written down. The order is closed and its goods are gone: the money is to be sent back.")
        return _("Written down: order %(number)s is paid.") % {"number": _number_of(self.payment)}


class SentView(_TransferView):
    """Write down that a refund was sent at the bank."""

    form_class = SentForm
    page_title = gettext_lazy("A refund was sent")
    button = gettext_lazy("It was sent")

    @cached_property
    def refund(self) -> Refund:
        rows = transfers_to_send().select_related("payment__order")
        return get_object_or_404(rows, reference=self.kwargs["reference"])

    def url(self) -> str:
        return reverse("order_desk:order", args=[_order_of(self.refund.payment).number])

    def facts(self) -> list[tuple[Any, Any]]:
        return [
            (_("Order"), _order_of(self.refund.payment).number),
            (_("To send back"), f"¥{yuan(self.refund.amount_fen)}"),
            (_("It came as"), self.refund.payment.provider_reference),
            (_("Reason"), self.refund.reason or "–"),
        ]

    def perform(self, values: dict[str, Any]) -> str:
        confirm_sent(
            by=self.request.user, refund=self.refund, bank_reference=values["bank_reference"], at=timezone.now()
        )
        return _("Written down: the money is on its way back.")


class ByBankView(OperationView):
    """Write down that a refund was sent at the bank, as its gateway cannot send it."""

    permission_required = CONFIRM
    header_icon = "download"
    form_class = SentForm
    page_title = gettext_lazy("Sent by bank transfer")
    button = gettext_lazy("It was sent by bank transfer")

    @cached_property
    def refund(self) -> Refund:
        rows = Refund.objects.select_related("payment__order", "payment__wallet__customer")
        refund = get_object_or_404(rows, reference=self.kwargs["reference"])
        if not may_go_by_bank(refund):
            raise Http404
        return refund

    def url(self) -> str:
        payment = self.refund.payment
        if payment.wallet:
            return reverse("customer_desk:customer", args=[payment.wallet.customer_id])
        return reverse("order_desk:order", args=[_order_of(payment).number])

    def trail(self) -> list[dict[str, Any]]:
        payment = self.refund.payment
        return [{"url": self.url(), "label": _order_of(payment).number if payment.order else _("Wallet")}]

    def facts(self) -> list[tuple[Any, Any]]:
        refund = self.refund
        why = (
            _("The gateway has refused it: %(error)s") % {"error": refund.error}
            if refund.state == RefundState.FAILED
            else _("%(gateway)s is not in use any more. Make sure at its own site that it was not sent there.")
            % {"gateway": gateway_label(refund.payment.gateway)}
        )
        return [
            (_("Amount"), f"¥{yuan(refund.amount_fen)}"),
            (_("Reason"), refund.reason or "–"),
            (_("Why not the way it came"), why),
            (_("Where to"), _("Ask the customer for the account. It is not kept here.")),
        ]

    def perform(self, values: dict[str, Any]) -> str:
        send_by_bank(
            by=self.request.user, refund=self.refund, bank_reference=values["bank_reference"], at=timezone.now()
        )
        return _("Written down: the money is on its way.")
