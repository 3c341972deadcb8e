"""Order in advance on the shopper's phone, and give it up. Paying is on the order's page."""

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shop.core.errors import ShopError
from shop.core.throttling import throttled
from shop.customers.rules import AddressData
from shop.orders.enums import DepositFate
from shop.orders.errors import TotalChanged
from shop.orders.rules import MAX_LINE_QUANTITY
from shop.presales import operations
from shop.presales.models import Presale
from shop.presales.queries import Advance, advance_of, freight_of
from shop.shipping.rules import FreightQuote, NoDelivery
from shop.storefront import touches
from shop.storefront.access import find_order, is_own
from shop.storefront.address_form import (
    FIELDS,
    PICK,
    AddressForm,
    address_initial,
    pasted_initial,
    picked_initial,
)
from shop.storefront.customer import current_customer, ensure_customer


class AdvanceForm(AddressForm):
    """Where it goes, how many, and the total that was agreed to."""

    quantity = forms.IntegerField(min_value=1, max_value=MAX_LINE_QUANTITY, widget=forms.HiddenInput)
    client_token = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    expected_total_fen = forms.IntegerField(min_value=0, max_value=2**53, widget=forms.HiddenInput)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("checkout")
def presale(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it goes, what is paid now and what later, and yes: it becomes an order whose deposit is paid next."""
    at = timezone.now()
    row = get_object_or_404(Presale.objects.select_related("sku__product", "quota"), pk=pk)
    advance = advance_of(row, at=at)
    if request.method != "POST" and not (advance.is_open and row.sku.product.is_visible(at)):
        # What is to be said about it is said there.
        return redirect(row.sku.product)
    sent = request.POST if request.method == "POST" else request.GET
    text = sent.get("quantity", "1")[:6]
    quantity = min(int(text), MAX_LINE_QUANTITY) if text.isascii() and text.isdigit() and int(text) else 1
    hidden = {"quantity": quantity, "client_token": request.POST.get("client_token", "") or secrets.token_hex(16)}
    missing: list[str] | None = None
    picked = request.POST.get(PICK) if request.method == "POST" else None
    if picked == "paste":
        values, missing = pasted_initial(request.POST)
        form = AdvanceForm(initial={**values, **hidden})
    elif picked:
        form = AdvanceForm(initial={**picked_initial(request.POST), **hidden})
    elif request.method == "POST":
        form = AdvanceForm(request.POST)
        if form.is_valid() and (answer := _ordered(request, row, form)):
            return answer
        form.mark_errors()
    else:
        customer = current_customer(request)
        saved = customer.addresses.order_by("-is_default", "-used_at").first() if customer else None
        form = AdvanceForm(initial={**address_initial(saved), **hidden})
    return _page(request, advance, form, quantity=quantity, missing=missing)


def _page(
    request: HttpRequest, advance: Advance, form: AdvanceForm, *, quantity: int, missing: list[str] | None
) -> HttpResponse:
    goods_fen = advance.sku.price_fen * quantity
    freight = freight_of(advance.presale, quantity, form.region_code)
    known = freight if isinstance(freight, FreightQuote) else None
    total_fen = goods_fen + (known.fen if known else 0)
    deposit_fen = advance.deposit_fen(quantity)
    if form.is_bound:
        token = form.data.get("client_token", "") if "client_token" not in form.errors else secrets.token_hex(16)
        form.data = {**request.POST.dict(), "client_token": token, "quantity": str(quantity)}
    context: dict[str, Any] = {
        "presale": advance.presale,
        "sku": advance.sku,
        "form": form,
        "missing": missing,
        "pasted": request.POST.get("pasted", "")[:500] if missing else "",
        "quantity": quantity,
        "goods_fen": goods_fen,
        "freight": known,
        "no_delivery": isinstance(freight, NoDelivery),
        "total_fen": total_fen,
        "deposit_fen": deposit_fen,
        "balance_fen": total_fen - deposit_fen,
    }
    return render(request, "shop/storefront/presale.html", context, status=422 if form.is_bound else 200)


def _ordered(request: HttpRequest, row: Presale, form: AdvanceForm) -> HttpResponse | None:
    data = form.cleaned_data
    try:
        order = operations.order_in_advance(
            customer=ensure_customer(request),
            presale=row,
            quantity=data["quantity"],
            address=AddressData(**{name: data[name] for name in FIELDS}),
            client_token=data["client_token"],
            expected_total_fen=data["expected_total_fen"],
            origin=touches.read(request).as_dict(),
            at=timezone.now(),
        )
    except TotalChanged:
        form.add_error(None, _("With the freight to this address it is another total. Please look at it, and confirm."))
    except ShopError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
    else:
        return redirect(order)
    return None


@require_POST
@throttled("checkout")
def give_up(request: HttpRequest, number: str) -> HttpResponse:
    """Call off what was ordered in advance; the form says what becomes of the deposit, as the page said."""
    row = find_order(request, number)
    if row is not None and is_own(request, row):
        told = request.POST.get("fate", "")
        try:
            expected = DepositFate(told) if told in DepositFate.values else DepositFate.APPLIED
            operations.give_up(order=row, expected=expected, at=timezone.now())
        except ShopError as error:
            messages.error(request, str(error))
    return redirect("storefront:order", number=number)
