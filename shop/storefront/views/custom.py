"""Custom work on the shopper's phone: ask, accept, approve, pay. Their own only."""

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shop.bespoke import operations
from shop.bespoke.models import BespokeWork
from shop.bespoke.queries import freight_of, open_terms, with_goods, works_of
from shop.catalog.enums import ProductKind
from shop.catalog.models import Product, Sku
from shop.core.errors import InvalidInput, ShopError
from shop.core.throttling import throttled
from shop.customers.rules import AddressData
from shop.orders.enums import Fault
from shop.orders.errors import TotalChanged
from shop.shipping.rules import FreightQuote
from shop.storefront.address_form import FIELDS, PICK, address_initial, pasted_initial, picked_initial
from shop.storefront.custom_forms import AcceptForm, WishForm, WordsForm
from shop.storefront.custom_page import describe_custom
from shop.storefront.customer import current_customer, ensure_customer

PAGE_SIZE = 20


def _own(request: HttpRequest, number: str) -> BespokeWork:
    customer = current_customer(request)
    rows = with_goods(BespokeWork.objects.filter(customer=customer, number=number[:20]))
    row = rows.first() if customer else None
    if row is None:
        raise Http404
    return row


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("checkout")
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a quote for something like this product."""
    at = timezone.now()
    visible = Product.objects.visible(at).select_related("cover").prefetch_related("cover__renditions")
    product = get_object_or_404(visible, slug=slug, kind=ProductKind.MADE_TO_ORDER)
    terms = open_terms(product)
    skus = list(Sku.objects.for_sale(at).filter(product=product).order_by("pk"))
    if terms is None or not skus:
        return redirect(product)
    form = WishForm(request.POST if request.method == "POST" else None, skus=skus)
    token = request.POST.get("client_token", "")[:64]
    token = token if token and token.isprintable() else secrets.token_hex(16)
    if request.method == "POST":
        customer = ensure_customer(request)
        if twin := BespokeWork.objects.filter(customer=customer, client_token=token).first():
            return redirect("storefront:custom", twin.number)
        form.take_pictures(request, customer=customer, at=at)
        if form.is_valid():
            try:
                work = operations.ask(customer=customer, wish=form.wish(), client_token=token, at=at)
                return redirect("storefront:custom", work.number)
            except ShopError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
    context = {"product": product, "terms": terms, "form": form, "token": token}
    return render(request, "shop/storefront/custom_new.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def works(request: HttpRequest) -> HttpResponse:
    """All of the browser's custom work, newest first."""
    at = timezone.now()
    page = Paginator(works_of(current_customer(request)), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "works": [(work, work.state_at(at)) for work in page]}
    return render(request, "shop/storefront/custom_works.html", context)


@never_cache
@require_safe
def custom(request: HttpRequest, number: str) -> HttpResponse:
    """One piece of custom work, told as a time line."""
    work = _own(request, number)
    operations.mark_seen(work=work)
    return _page(request, work)


def _page(request: HttpRequest, work: BespokeWork, **forms: Any) -> HttpResponse:
    pictures = list(work.pictures.select_related("picture"))
    context = {
        "work": work,
        "page": describe_custom(work, at=timezone.now()),
        "wished": [row for row in pictures if not row.round],
        "proof": [row for row in pictures if row.round and row.round == work.rounds],
        "words_form": WordsForm(),
        **forms,
    }
    return render(request, "shop/storefront/custom.html", context, status=422 if forms else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("checkout")
def accept(request: HttpRequest, number: str) -> HttpResponse:
    """Where it goes, what it costs with the freight, and yes: it becomes an order whose deposit is paid next."""
    work = _own(request, number)
    if work.order is not None:
        return redirect(work.order)
    if not describe_custom(work, at=timezone.now()).can_accept:
        return redirect("storefront:custom", work.number)
    missing: list[str] | None = None
    picked = request.POST.get(PICK) if request.method == "POST" else None
    if picked == "paste":
        values, missing = pasted_initial(request.POST)
        form = AcceptForm(initial=values)
    elif picked:
        form = AcceptForm(initial=picked_initial(request.POST))
    elif request.method == "POST":
        form = AcceptForm(request.POST)
        if form.is_valid() and (answer := _ordered(work, form)):
            return answer
        form.mark_errors()
    else:
        saved = work.customer.addresses.order_by("-is_default", "-used_at").first()
        form = AcceptForm(initial=address_initial(saved) or {"recipient": work.name, "phone": work.phone})
    freight = freight_of(work, form.region_code)
    known = freight if isinstance(freight, FreightQuote) else None
    total_fen = work.goods_fen + (known.fen if known else 0)
    # The sum shown on the page is the one to agree to.
    form.initial["expected_total_fen"] = total_fen
    if form.is_bound:
        form.data = {**request.POST.dict(), "expected_total_fen": str(total_fen)}
    context = {
        "work": work,
        "page": describe_custom(work, at=timezone.now()),
        "form": form,
        "missing": missing,
        "pasted": request.POST.get("pasted", "")[:500] if missing else "",
        "freight": known,
        "total_fen": total_fen,
        "balance_fen": total_fen - (work.deposit_fen or 0),
    }
    status = 422 if form.is_bound else 200
    return render(request, "shop/storefront/custom_accept.html", context, status=status)


def _ordered(work: BespokeWork, form: AcceptForm) -> HttpResponse | None:
    try:
        address = AddressData(**{name: form.cleaned_data[name] for name in FIELDS})
        order = operations.accept(
            work=work,
            address=address,
            expected_total_fen=form.cleaned_data["expected_total_fen"],
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
def step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Take a step; a refusal is said on the page of the work."""
    work = _own(request, number)
    if step not in STEPS:
        raise Http404
    try:
        answer = STEPS[step](request, work)
    except ShopError as error:
        messages.error(request, str(error))
    else:
        if answer is not None:
            return answer
    return redirect("storefront:custom", work.number)


def _words(operation: Callable[..., Any]) -> Callable[[HttpRequest, BespokeWork], HttpResponse | None]:
    def take(request: HttpRequest, work: BespokeWork) -> HttpResponse | None:
        form = WordsForm(request.POST)
        if not form.is_valid():
            return _page(request, work, words_form=form)
        operation(work=work, text=form.cleaned_data["text"], at=timezone.now())
        return None

    return take


def _approve(request: HttpRequest, work: BespokeWork) -> None:
    seen = request.POST.get("round", "")
    if not (seen.isascii() and seen.isdigit() and len(seen) < 6):
        raise InvalidInput(_("There is a newer proof. Please look at it first."))
    operations.approve(work=work, seen=int(seen), at=timezone.now())


def _withdraw(request: HttpRequest, work: BespokeWork) -> None:
    operations.withdraw(work=work, at=timezone.now())


def _call_off(request: HttpRequest, work: BespokeWork) -> None:
    shown = request.POST.get("fault", "")
    expected = Fault(shown) if shown in Fault.values else Fault.CUSTOMER
    operations.call_off(work=work, expected=expected, at=timezone.now())


STEPS: dict[str, Callable[[HttpRequest, BespokeWork], HttpResponse | None]] = {
    "different": _words(operations.ask_again),
    "changes": _words(operations.want_changes),
    "approve": _approve,
    "withdraw": _withdraw,
    "call-off": _call_off,
}
