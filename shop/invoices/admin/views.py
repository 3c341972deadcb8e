"""The list of invoices, and one invoice with what can be done about it."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from shop.core.desk import DeskView, keyset_page
from shop.core.desk_form import OperationView
from shop.core.money import yuan
from shop.invoices.admin.forms import DeclineForm, IssueForm, ReverseForm
from shop.invoices.admin.listing import InvoiceListing
from shop.invoices.enums import InvoiceState
from shop.invoices.models import Invoice
from shop.invoices.operations import decline_invoice, issue_invoice, reverse_invoice
from shop.invoices.queries import with_worth
from shop.payments.rules import WALLET

VIEW = "invoices.view_invoice"
ISSUE = "invoices.issue_invoice"


class InvoiceListView(DeskView):
    """Invoices by what is to be done; who waits longest on top."""

    permission_required = VIEW
    template_name = "admin/invoices/list.html"
    page_title = gettext_lazy("Invoices")
    header_icon = "doc-full"
    listing = "invoices"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        listing = InvoiceListing(self.request.GET)
        page = keyset_page(
            listing.invoices().select_related("order", "top_up"),
            field="requested_at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
            newest_first=not listing.is_waiting,
        )
        return super().get_context_data(
            form=listing.form,
            tab=listing.tab,
            tabs=listing.tabs(),
            page=page,
            is_filtered=bool(listing.text),
            **kwargs,
        )


class InvoiceMixin:
    """A screen about one invoice."""

    permission_required = VIEW
    header_icon = "doc-full"
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def invoice(self) -> Any:
        """With ``worth_fen`` (``queries.with_worth``)."""
        rows = with_worth(Invoice.objects.select_related("order", "top_up__wallet", "issued_by"))
        return get_object_or_404(rows, public_id=self.kwargs["public_id"])

    def url(self) -> str:
        return reverse("invoice_desk:invoice", args=[self.invoice.public_id])

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("invoice_desk:list"), "label": _("Invoices")}]


class InvoiceView(InvoiceMixin, DeskView):
    """What is to stand on it, what was sold, and the steps that are possible now."""

    template_name = "admin/invoices/invoice.html"

    def get_page_title(self) -> str:
        return str(self.invoice)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        invoice = self.invoice
        order = invoice.order
        from_wallet = order.payments.filter(gateway=WALLET, state="succeeded").first() if order else None
        may = self.request.user.has_perm(ISSUE)
        return super().get_context_data(
            invoice=invoice,
            order=order,
            lines=order.lines.order_by("pk") if order else [],
            from_wallet_fen=from_wallet.kept_fen if from_wallet else 0,
            may_issue=may and invoice.state == InvoiceState.REQUESTED and invoice.worth_fen > 0,
            may_decline=may and invoice.state == InvoiceState.REQUESTED,
            may_reverse=may and invoice.state == InvoiceState.ISSUED,
            is_too_high=invoice.state == InvoiceState.ISSUED and invoice.amount_fen > invoice.worth_fen,
            **kwargs,
        )


class FileView(InvoiceMixin, DeskView):
    """The PDF, or with ``?tab=reversal`` that of the red-letter invoice."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        is_reversal = request.GET.get("tab") == "reversal"
        file = self.invoice.reversal_file if is_reversal else self.invoice.file
        if not file:
            raise Http404
        number = self.invoice.reversal_number if is_reversal else self.invoice.number
        return FileResponse(file.open("rb"), filename=f"{number}.pdf", content_type="application/pdf")


class _StepView(InvoiceMixin, OperationView):
    permission_required = ISSUE

    def trail(self) -> list[dict[str, Any]]:
        return [*super().trail(), {"url": self.url(), "label": str(self.invoice)}]

    def facts(self) -> list[tuple[Any, Any]]:
        invoice = self.invoice
        facts = [
            (_("Order") if invoice.order else _("Top-up"), invoice.about),
            (pgettext("invoice", "Title"), invoice.title),
            (_("Tax number"), invoice.tax_number or "–"),
        ]
        return [*facts, (_("To be invoiced"), f"¥{yuan(invoice.worth_fen)}")]


class IssueView(_StepView):
    """Note what was issued."""

    form_class = IssueForm
    page_title = gettext_lazy("Issue the invoice")
    button = gettext_lazy("It is issued")

    def make_form(self, data: Any = None) -> IssueForm:
        initial = {"amount_fen": self.invoice.worth_fen, "issued_on": timezone.localdate()}
        return IssueForm(data, self.request.FILES if data is not None else None, initial=initial)

    def perform(self, values: dict[str, Any]) -> str:
        issue_invoice(invoice=self.invoice, by=self.request.user, at=timezone.now(), **values)
        return _("Issued: the customer finds it on the page of the order, or in the wallet.")


class DeclineView(_StepView):
    """Say why it is not issued."""

    form_class = DeclineForm
    page_title = gettext_lazy("Do not issue the invoice")
    button = gettext_lazy("Do not issue it")
    is_dangerous = True

    def perform(self, values: dict[str, Any]) -> str:
        decline_invoice(invoice=self.invoice, reason=values["reason"], by=self.request.user, at=timezone.now())
        return _("Noted: the customer reads the reason on the page of the order, or in the wallet.")


class ReverseView(_StepView):
    """Note the red-letter invoice."""

    form_class = ReverseForm
    page_title = gettext_lazy("Reverse the invoice")
    button = gettext_lazy("It is reversed")
    is_dangerous = True

    def make_form(self, data: Any = None) -> ReverseForm:
        return ReverseForm(data, self.request.FILES if data is not None else None)

    def perform(self, values: dict[str, Any]) -> str:
        reverse_invoice(invoice=self.invoice, by=self.request.user, at=timezone.now(), **values)
        if self.invoice.worth_fen > 0:
            return _("Reversed. What is left of the money is to be invoiced anew.")
        return _("Reversed.")
