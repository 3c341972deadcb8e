"""From goods to an order and on to payment, in one form."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shop.core import door
from shop.core.errors import ShopError
from shop.core.money import yuan
from shop.core.throttling import throttled
from shop.customers.models import Customer
from shop.customers.pasting import MAX_TEXT
from shop.inventory.models import Place
from shop.orders.errors import CartEmpty, TotalChanged
from shop.orders.operations import place_order
from shop.orders.queries import Quote, quote_cart, quote_skus
from shop.orders.wishes import MAX_GIFT_TEXT
from shop.payments.gateways import available_gateways
from shop.payments.models import Wallet
from shop.storefront import touches
from shop.storefront.address_form import PICK, address_initial, pasted_initial, picked_initial
from shop.storefront.customer import current_customer
from shop.storefront.forms import SEND, AddForm, CheckoutForm
from shop.storefront.views.payment import begin_payment
from shop.storefront.wording import problem_text

SAVED_ADDRESSES = 3


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("checkout")
def checkout(request: HttpRequest) -> HttpResponse:
    """Address, sum, pay. Of the cart, of one of its lines (``?line=``), or of ``?sku=&quantity=`` beside the cart."""
    if (closed := door.closed_page(request)) is not None:
        return closed
    customer = current_customer(request)
    if customer is None:
        return redirect("storefront:cart")
    quote = _quote(request, customer)
    if request.method == "POST" and PICK not in request.POST:
        return _submit(request, customer, quote)
    if not quote.is_orderable:
        return _send_back(request, quote)
    if request.method == "POST":
        return _pick(request, customer, quote)
    form = _new_form(request, customer, quote)
    return _form_page(request, customer, _sent(quote, form), form)


def _pick(request: HttpRequest, customer: Customer, quote: Quote) -> HttpResponse:
    """The page as it is with another region, another way, or what was pasted: nothing is ordered."""
    missing: list[str] | None = None
    if request.POST[PICK] == "paste":
        values, missing = pasted_initial(request.POST)
    else:
        values = picked_initial(request.POST)
    kept = ("way", "delivery_on", "gift_text", "note", "gateway")
    form = _new_form(request, customer, quote)
    values |= {name: request.POST[name][:MAX_GIFT_TEXT] for name in kept if name in request.POST}
    initial = {
        **form.initial,
        **values,
        "client_token": request.POST.get("client_token") or form.initial["client_token"],
    }
    form = _form(quote, initial=initial)
    return _form_page(request, customer, _sent(quote, form), form, missing=missing)


def _sent(quote: Quote, form: CheckoutForm) -> Quote:
    """The quote with the freight to what is filled in; none of what is fetched."""
    return quote.to(form.region_code) if form.is_sent else quote.fetched()


def _form(quote: Quote, data: Any = None, *, needs_shipping: bool | None = None, **kwargs: Any) -> CheckoutForm:
    needed = quote.needs_shipping if needs_shipping is None else needs_shipping
    places = Place.objects.for_pickup() if needed else ()
    return CheckoutForm(data, needs_shipping=needed, places=list(places), days=quote.production_days, **kwargs)


def _buys_now(request: HttpRequest) -> bool:
    return "sku" in request.GET


def _quote(request: HttpRequest, customer: Customer) -> Quote:
    at = timezone.now()
    if not _buys_now(request):
        line = request.GET.get("line", "")
        line_id = int(line) if line.isascii() and line.isdigit() and len(line) < 11 else None
        return quote_cart(customer=customer, at=at, line_id=line_id)
    form = AddForm(request.GET)
    wanted = {form.cleaned_data["sku"]: form.cleaned_data["quantity"]} if form.is_valid() else {}
    return quote_skus(wanted, at=at, customer=customer)


def _send_back(request: HttpRequest, quote: Quote) -> HttpResponse:
    """What cannot be ordered is said where it can be changed."""
    if not _buys_now(request):
        if quote.lines:
            messages.error(request, _("Something in your cart cannot be ordered as it is. It is marked below."))
        return redirect("storefront:cart")
    if not quote.lines:
        messages.error(request, _("This is not for sale at the moment."))
        return redirect("storefront:cart")
    line = quote.lines[0]
    messages.error(request, problem_text(line))
    if line.problem == "gone":
        return redirect("storefront:cart")
    return redirect(line.offer.sku.product.get_absolute_url())


def _new_form(request: HttpRequest, customer: Customer, quote: Quote) -> CheckoutForm:
    saved = customer.addresses.order_by("-is_default", "-used_at")
    chosen = request.GET.get("address", "")
    address = (
        saved.filter(pk=int(chosen)).first() if chosen.isascii() and chosen.isdigit() and len(chosen) < 11 else None
    )
    initial = {
        **address_initial(address or saved.first()),
        "way": SEND,
        "gateway": next(iter(settings.PAYMENT_GATEWAYS), ""),
        "client_token": secrets.token_hex(16),
        "expected_goods": quote.goods_key,
    }
    return _form(quote, initial=initial)


def _form_page(
    request: HttpRequest,
    customer: Customer,
    quote: Quote,
    form: CheckoutForm,
    *,
    status: int = 200,
    missing: list[str] | None = None,
) -> HttpResponse:
    # The sum shown on the page is the one to agree to.
    form.initial["expected_total_fen"] = quote.total_fen
    prefetch_related_objects([row.line.sku.product for row in quote.lines], "cover__renditions")
    context = {
        "at": quote.at,
        "quote": quote,
        "form": form,
        "gateways": available_gateways(),
        "gateway": form["gateway"].value(),
        "wallet": Wallet.objects.filter(customer=customer).first(),
        "addresses": customer.addresses.order_by("-is_default", "-used_at")[:SAVED_ADDRESSES],
        "missing": missing,
        "pasted": request.POST.get("pasted", "")[:MAX_TEXT] if missing else "",
        "buy_now": _buys_now(request) or "line" in request.GET,
    }
    return render(request, "shop/storefront/checkout.html", context, status=status)


def _submit(request: HttpRequest, customer: Customer, quote: Quote) -> HttpResponse:
    # A twin has emptied the cart: what was asked for is told by what came.
    form = _form(quote, request.POST, needs_shipping=None if quote.lines else "recipient" in request.POST)
    quote = _sent(quote, form)
    if not form.is_valid():
        # Hidden fields that came back unusable are made anew: the shopper cannot mend them.
        fresh = _new_form(request, customer, quote).initial
        mended = {name: fresh[name] for name in ("gateway", "client_token") if name in form.errors}
        return _again(request, customer, quote, form, mended=mended)
    token = form.cleaned_data["client_token"]
    # Another tab may have put something else of the same price into the cart. A twin has emptied it: it gets its order.
    is_twin = customer.orders.filter(client_token=token).exists()
    if quote.lines and form.cleaned_data["expected_goods"] != quote.goods_key and not is_twin:
        form.add_error(None, str(TotalChanged.message))
        return _again(request, customer, quote, form, changed=True)
    if quote.freight_fen and form.cleaned_data["expected_total_fen"] == quote.goods_fen and not is_twin:
        # Nobody knew where to when the page was drawn.
        said = _("Delivery to this address costs ¥%(sum)s. Please look at the total, and confirm.")
        form.add_error(None, said % {"sum": yuan(quote.freight_fen)})
        return _again(request, customer, quote, form, changed=True)
    try:
        order = place_order(
            customer=customer,
            lines=quote.order_lines,
            address=form.cleaned_data["address"],
            client_token=token,
            expected_total_fen=form.cleaned_data["expected_total_fen"],
            note=form.cleaned_data["note"],
            wishes=form.cleaned_data["wishes"],
            origin=touches.read(request).as_dict(),
            at=quote.at,
        )
    except CartEmpty:
        return _send_back(request, quote)
    except ShopError as error:
        quote = _sent(_quote(request, customer), form)
        if not quote.is_orderable:
            return _send_back(request, quote)
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _again(request, customer, quote, form, changed=isinstance(error, TotalChanged))
    return begin_payment(request, order, form.cleaned_data["gateway"])


def _again(
    request: HttpRequest,
    customer: Customer,
    quote: Quote,
    form: CheckoutForm,
    *,
    changed: bool = False,
    mended: dict[str, str] | None = None,
) -> HttpResponse:
    """The form once more, with what was typed and what must be different next time."""
    if not quote.is_orderable:
        return _send_back(request, quote)
    # The sum and goods shown on the page are those to agree to next.
    shown = {"expected_total_fen": str(quote.total_fen), "expected_goods": quote.goods_key}
    form.data = {**request.POST.dict(), **(mended or {}), **shown}
    return _form_page(request, customer, quote, form, status=409 if changed else 400)
