"""An invoice for one's own order: ask, change, withdraw, fetch the file."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shop.core.errors import ShopError
from shop.core.throttling import throttled
from shop.invoices.enums import InvoiceState, TitleKind
from shop.invoices.models import Invoice
from shop.invoices.operations import request_invoice, withdraw_invoice
from shop.invoices.queries import live_invoice, worth_of
from shop.invoices.rules import MAX_TITLE, TitleData, clean_title
from shop.orders.models import Order
from shop.storefront.access import find_order, is_own
from shop.storefront.base_forms import ShopForm


class InvoiceForm(ShopForm):
    """Whom it is for."""

    kind = forms.ChoiceField(label=gettext_lazy("For"), choices=TitleKind.choices, initial=TitleKind.PERSON)
    title = forms.CharField(
        label=gettext_lazy("Name on the invoice"),
        max_length=MAX_TITLE,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    tax_number = forms.CharField(
        label=gettext_lazy("Tax number (companies)"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def title_given(self) -> TitleData:
        """What was typed; ``InvalidInput`` names the field."""
        return clean_title(**self.cleaned_data)


def _own_order(request: HttpRequest, number: str) -> Order | None:
    order = find_order(request, number)
    return order if order is not None and is_own(request, order) else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("checkout")
def invoice(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for an invoice, or change what was asked for."""
    order = _own_order(request, number)
    if order is None:
        return redirect("storefront:order", number=number)
    asked = live_invoice(order)
    worth_fen = worth_of(order)
    if worth_fen < 1 or (asked and asked.state != InvoiceState.REQUESTED):
        return redirect(order)
    initial = {"title": order.recipient}
    if asked:
        initial = {"kind": asked.kind, "title": asked.title, "tax_number": asked.tax_number}
    form = InvoiceForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            request_invoice(order=order, data=form.title_given(), at=timezone.now())
        except ShopError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Your invoice is asked for. Once it is issued, you find it here."))
            return redirect(order)
    context = {"order": order, "form": form, "asked": asked, "worth_fen": worth_fen}
    return render(request, "shop/storefront/invoice.html", context, status=422 if form.errors else 200)


@require_POST
@throttled("checkout")
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """It is not wanted any more."""
    order = _own_order(request, number)
    asked = live_invoice(order) if order else None
    if asked is not None:
        try:
            withdraw_invoice(invoice=asked, at=timezone.now())
        except ShopError as error:
            messages.error(request, str(error))
    return redirect("storefront:order", number=number)


@never_cache
@require_safe
def invoice_file(request: HttpRequest, number: str, public_id: UUID) -> HttpResponseBase:
    """The PDF, for whoever placed the order."""
    order = _own_order(request, number)
    if order is None:
        raise Http404
    row = get_object_or_404(Invoice.objects.exclude(file=""), order=order, public_id=public_id)
    return file_of(row)


@never_cache
@require_safe
def reversal_file(request: HttpRequest, number: str, public_id: UUID) -> HttpResponseBase:
    """The PDF of the red-letter invoice that takes one back, for whoever placed the order."""
    order = _own_order(request, number)
    if order is None:
        raise Http404
    row = get_object_or_404(Invoice.objects.exclude(reversal_file=""), order=order, public_id=public_id)
    return reversal_of(row)


def file_of(invoice: Invoice) -> FileResponse:
    """An issued invoice as a download."""
    return _download(invoice.file, f"{invoice.order.number}-{invoice.number}.pdf")


def reversal_of(invoice: Invoice) -> FileResponse:
    """The reversal of an invoice as a download."""
    return _download(invoice.reversal_file, f"{invoice.order.number}-{invoice.reversal_number}.pdf")


def _download(file: Any, name: str) -> FileResponse:
    return FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")
