"""What is in the cart for several people: put them on a list, look at it, order for all of them."""

import io
import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shop.core import door
from shop.core.errors import ShopError
from shop.core.throttling import throttled
from shop.customers.models import Customer
from shop.customers.pasting import MAX_TEXT
from shop.exports.enums import Format
from shop.exports.writing import CONTENT_TYPES, write
from shop.orders.batch_quote import BatchQuote, quote_batch
from shop.orders.models import OrderBatch, Receiver
from shop.orders.operations import add_receivers, change_receiver, place_batch, remove_receivers
from shop.orders.queries import Quote, quote_cart
from shop.orders.receiver_files import MAX_PASTED, read_file, read_text, template
from shop.orders.rules import MAX_RECEIVERS
from shop.payments.gateways import available_gateways
from shop.storefront import touches
from shop.storefront.address_form import FIELDS, PICK, pasted_initial, picked_initial
from shop.storefront.customer import current_customer
from shop.storefront.receiver_form import ReceiverForm, receiver_initial
from shop.storefront.views.payment import begin_payment

# Session: who was taken off the list last, for "undo".
_REMOVED = "removed_receivers"


class ConfirmForm(forms.Form):
    """What the shopper agreed to."""

    client_token = forms.RegexField(r"[0-9a-f]{32}")
    expected_total_fen = forms.IntegerField(min_value=0, max_value=2**53)
    gateway = forms.CharField(max_length=20)
    note = forms.CharField(max_length=200, required=False)


class _List:
    """The customer's cart and the people who are to get it, at this moment."""

    def __init__(self, customer: Customer) -> None:
        self.customer = customer
        self.cart = quote_cart(customer=customer, at=timezone.now())
        self.receivers = list(Receiver.objects.filter(customer=customer))

    @property
    def quote(self) -> BatchQuote:
        return quote_batch(self.cart, self.receivers)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("checkout")
def receivers(request: HttpRequest) -> HttpResponse:
    """The list, row by row with what it costs or what is wrong with it; a POST orders for all of them."""
    if (closed := door.closed_page(request)) is not None:
        return closed
    customer = current_customer(request)
    if customer is None:
        return redirect("storefront:cart")
    if request.method == "POST":
        return _order(request, customer)
    found = _List(customer)
    if not found.cart.lines and not found.receivers:
        return redirect("storefront:cart")
    return _page(request, found)


def _order(request: HttpRequest, customer: Customer) -> HttpResponse:
    form = ConfirmForm(request.POST)
    found = _List(customer)
    quote = found.quote
    if not form.is_valid():
        return _page(request, found, said=_("The page had become too old. Please check everything and confirm again."))
    data = form.cleaned_data
    known = OrderBatch.objects.filter(customer=customer, client_token=data["client_token"]).first()
    if known is None and not quote.is_orderable:
        return _page(request, found, said=_("Please correct what is marked below."), token=data["client_token"])
    try:
        batch = known or place_batch(
            customer=customer,
            receivers=quote.receivers,
            client_token=data["client_token"],
            expected_total_fen=data["expected_total_fen"],
            note=data["note"],
            origin=touches.read(request).as_dict(),
            at=quote.cart.at,
            written=[row.receiver.pk for row in quote.rows],
        )
    except ShopError as error:
        return _page(request, _List(customer), said=str(error), token=data["client_token"])
    return begin_payment(request, batch.orders.order_by("pk")[0], data["gateway"])


def _page(
    request: HttpRequest, found: _List, *, said: str = "", token: str = "", pasted: str = "", status: int | None = None
) -> HttpResponse:
    quote = found.quote
    book = found.customer.addresses.order_by("-is_default", "-used_at")
    on_list = {(row.receiver.phone, row.receiver.street) for row in quote.rows}
    context = {
        "quote": quote,
        "cart": found.cart,
        "said": said,
        "pasted": pasted,
        "most": MAX_RECEIVERS,
        "max_pasted": MAX_PASTED,
        "book": [address for address in book if (address.phone, address.street) not in on_list],
        "undo": request.session.get(_REMOVED) if "removed" in request.GET else None,
        "gateways": available_gateways(),
        "token": token or secrets.token_hex(16),
        "note": request.POST.get("note", "")[:200],
    }
    return render(request, "shop/storefront/receivers.html", context, status=status or (409 if said else 200))


@require_POST
@throttled("checkout")
def receivers_add(request: HttpRequest) -> HttpResponse:
    """Put people on the list: pasted, from a file, or from the address book."""
    customer = current_customer(request)
    if customer is None:
        return redirect("storefront:cart")
    found = _List(customer)
    try:
        rows = _rows(request, customer, found.cart)
        added = add_receivers(customer=customer, rows=rows, at=timezone.now())
    except ShopError as error:
        pasted = request.POST.get("pasted", "")[:MAX_PASTED]
        return _page(request, found, said=str(error), pasted=pasted, status=422)
    if not rows:
        return _page(request, found, said=_("Nobody was found in it. Write each person on a line of their own."))
    said = ngettext("%(count)s person was put on the list.", "%(count)s people were put on the list.", len(added))
    if twins := len(rows) - len(added):
        twice = ngettext("%(count)s was on it already.", "%(count)s were on it already.", twins) % {"count": twins}
        said = f"{said} {twice}" if added else twice
    messages.success(request, said % {"count": len(added)})
    return redirect("storefront:receivers")


def _rows(request: HttpRequest, customer: Customer, cart: Quote) -> list[dict[str, Any]]:
    if (file := request.FILES.get("file")) is not None:
        return read_file(file, file.name or "", size=file.size or 0, cart=cart)
    if ids := [pk for pk in request.POST.getlist("address") if pk.isascii() and pk.isdigit() and len(pk) < 19]:
        return list(customer.addresses.filter(pk__in=ids).order_by("pk").values(*FIELDS))
    return read_text(request.POST.get("pasted", ""), cart)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("checkout")
def receiver(request: HttpRequest, pk: int) -> HttpResponse:
    """Change somebody on the list."""
    customer = current_customer(request)
    row = Receiver.objects.filter(customer=customer, pk=pk).first() if customer else None
    if customer is None or row is None:
        raise Http404
    cart = quote_cart(customer=customer, at=timezone.now())
    initial = receiver_initial(row)
    missing: list[str] | None = None
    status = 200
    if request.method != "POST":
        form = ReceiverForm(initial=initial, cart=cart)
    elif PICK in request.POST:
        typed = {name: request.POST[name][:1000] for name in request.POST if name not in FIELDS}
        values, missing = pasted_initial(request.POST) if request.POST[PICK] == "paste" else (None, None)
        form = ReceiverForm(initial={**initial, **typed, **(values or picked_initial(request.POST))}, cart=cart)
    else:
        form = ReceiverForm(request.POST, cart=cart)
        if form.is_valid():
            try:
                change_receiver(customer=customer, receiver_id=row.pk, row=form.row())
            except ShopError as error:
                messages.error(request, str(error))
            return redirect("storefront:receivers")
        form.mark_errors()
        status = 422
    pasted = request.POST.get("pasted", "")[:MAX_TEXT] if missing else ""
    context = {"form": form, "receiver": row, "missing": missing, "pasted": pasted}
    return render(request, "shop/storefront/receiver.html", context, status=status)


@require_POST
@throttled("checkout")
def receivers_remove(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Take somebody off the list, or all of them; they can be put back."""
    customer = current_customer(request)
    if customer is None:
        return redirect("storefront:cart")
    # By way of the row: an id of many digits is nobody's.
    row = Receiver.objects.filter(customer=customer, pk=pk).first() if pk is not None else None
    if pk is not None and row is None:
        return redirect("storefront:receivers")
    removed = remove_receivers(customer=customer, receiver_ids=[row.pk] if row else None)
    response = redirect("storefront:receivers")
    if removed:
        request.session[_REMOVED] = removed
        response["Location"] += "?removed=1"
    return response


@require_POST
@throttled("checkout")
def receivers_undo(request: HttpRequest) -> HttpResponse:
    """Put those who were taken off last back."""
    customer, removed = current_customer(request), request.session.pop(_REMOVED, None)
    if customer and removed:
        try:
            add_receivers(customer=customer, rows=removed, at=timezone.now())
        except ShopError as error:
            messages.error(request, str(error))
    return redirect("storefront:receivers")


@never_cache
@require_safe
@throttled("checkout", methods=("GET",))
def receivers_template(request: HttpRequest) -> HttpResponseBase:
    """A table to fill in, with a column for each of the goods in the cart."""
    customer = current_customer(request)
    if customer is None:
        return redirect("storefront:cart")
    target = io.BytesIO()
    write([template(quote_cart(customer=customer, at=timezone.now()))], Format.XLSX, target)
    target.seek(0)
    return FileResponse(
        target, as_attachment=True, filename=f"{_('Names and addresses')}.xlsx", content_type=CONTENT_TYPES[Format.XLSX]
    )
