"""An invoice for one's own order, or for what one put into the wallet: ask, change, withdraw, fetch the file."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
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
from shop.payments.models import Payment
from shop.storefront.access import find_order, is_own
from shop.storefront.base_forms import ShopForm
from shop.storefront.customer import current_customer


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


def _own_top_up(request: HttpRequest, reference: str) -> Payment | None:
    customer = current_customer(request)
    rows = Payment.objects.filter(wallet__isnull=False, wallet__customer=customer, reference=reference[:40])
    return rows.first() if customer else None


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
    withdraw_url = reverse("storefront:invoice_withdraw", args=[order.number])
    return _ask(request, order, name=order.recipient, back=order.get_absolute_url(), withdraw_url=withdraw_url)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("checkout")
def top_up_invoice(request: HttpRequest, reference: str) -> HttpResponse:
    """The same of a top-up."""
    top_up = _own_top_up(request, reference)
    if top_up is None:
        return redirect("storefront:wallet")
    withdraw_url = reverse("storefront:top_up_invoice_withdraw", args=[top_up.reference])
    return _ask(request, top_up, name="", back=reverse("storefront:wallet"), withdraw_url=withdraw_url)


def _ask(request: HttpRequest, subject: Order | Payment, *, name: str, back: str, withdraw_url: str) -> HttpResponse:
    asked = live_invoice(subject)
    worth_fen = worth_of(subject)
    if worth_fen < 1 or (asked and asked.state != InvoiceState.REQUESTED):
        return redirect(back)
    initial = {"title": name}
    if asked:
        initial = {"kind": asked.kind, "title": asked.title, "tax_number": asked.tax_number}
    form = InvoiceForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            request_invoice(subject=subject, data=form.title_given(), at=timezone.now())
        except ShopError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Your invoice is asked for. Once it is issued, you find it here."))
            return redirect(back)
    context = {
        "order": subject if isinstance(subject, Order) else None,
        "back": back,
        "withdraw_url": withdraw_url,
        "form": form,
        "asked": asked,
        "worth_fen": worth_fen,
    }
    return render(request, "shop/storefront/invoice.html", context, status=422 if form.errors else 200)


@require_POST
@throttled("checkout")
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """It is not wanted any more."""
    _withdraw(request, _own_order(request, number))
    return redirect("storefront:order", number=number)


@require_POST
@throttled("checkout")
def withdraw_of_top_up(request: HttpRequest, reference: str) -> HttpResponse:
    """The same of a top-up."""
    _withdraw(request, _own_top_up(request, reference))
    return redirect("storefront:wallet")


def _withdraw(request: HttpRequest, subject: Order | Payment | None) -> None:
    asked = live_invoice(subject) if subject else None
    if asked is not None:
        try:
            withdraw_invoice(invoice=asked, at=timezone.now())
        except ShopError as error:
            messages.error(request, str(error))


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


@never_cache
@require_safe
def top_up_invoice_file(request: HttpRequest, reference: str, public_id: UUID) -> HttpResponseBase:
    """The PDF of a top-up's invoice, or with ``?tab=reversal`` that of the red-letter invoice."""
    top_up = _own_top_up(request, reference)
    if top_up is None:
        raise Http404
    is_reversal = request.GET.get("tab") == "reversal"
    issued = Invoice.objects.exclude(**{"reversal_file" if is_reversal else "file": ""})
    row = get_object_or_404(issued, top_up=top_up, public_id=public_id)
    return reversal_of(row) if is_reversal else file_of(row)


def file_of(invoice: Invoice) -> FileResponse:
    """An issued invoice as a download."""
    return _download(invoice.file, f"{invoice.about}-{invoice.number}.pdf")


def reversal_of(invoice: Invoice) -> FileResponse:
    """The reversal of an invoice as a download."""
    return _download(invoice.reversal_file, f"{invoice.about}-{invoice.reversal_number}.pdf")


def _download(file: Any, name: str) -> FileResponse:
    return FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")
