"""The cart. Every address works as a plain form; htmx only saves the reload."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.cache import cache
from django.db.models import prefetch_related_objects
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shop.catalog.enums import ProductKind
from shop.catalog.errors import SpecificationInvalid
from shop.catalog.models import Product, Sku
from shop.catalog.queries import order_forms
from shop.core.errors import ShopError
from shop.core.throttling import throttled
from shop.customers.models import Customer
from shop.customers.regions import code_of
from shop.orders.errors import NotForSale
from shop.orders.models import CartLine, OrderPicture
from shop.orders.operations import add_to_cart, set_quantity
from shop.orders.queries import cart_count, quote_cart
from shop.storefront import touches
from shop.storefront.customer import current_customer, ensure_customer
from shop.storefront.forms import MAX_ID, AddForm, QuantityForm
from shop.storefront.specification import PicturesRefused, SpecificationFields, values_of
from shop.storefront.views.catalog import product_page

# Two identical requests within this time are one double click.
DOUBLE_CLICK_SECONDS = 2
# Session: the answers of a line that was removed, for "undo".
_REMOVED = "removed_line"


@never_cache
@require_safe
def cart(request: HttpRequest) -> HttpResponse:
    """The cart as it stands now, each line's problem in words. ``?removed=&quantity=`` offers to undo."""
    return _cart_page(request)


def _cart_page(request: HttpRequest, **context: Any) -> HttpResponse:
    customer = current_customer(request)
    quote = quote_cart(customer=customer, at=timezone.now())
    if customer and quote.needs_region:
        # What it will cost is best told for where things went before.
        usual = customer.addresses.order_by("-is_default", "-used_at").first()
        quote = quote.to(code_of(usual.province, usual.city, usual.district)) if usual else quote
        context["sent_to"] = usual.region if usual and quote.is_freight_known else ""
    prefetch_related_objects([row.line.sku.product for row in quote.lines], "cover__renditions")
    context |= {"at": quote.at, "quote": quote}
    if "undo" not in context:
        context["undo"] = _undo(*(request.GET.get(name, "") for name in ("removed", "quantity", "key")))
    return render(request, "shop/storefront/cart.html", context)


def _undo(sku_id: str, quantity: str, key: str = "") -> dict[str, Any] | None:
    form = QuantityForm({"sku": sku_id, "quantity": quantity, "key": key})
    if not sku_id or not form.is_valid() or not form.cleaned_data["quantity"]:
        return None
    sku = Sku.objects.filter(pk=form.cleaned_data["sku"]).select_related("product").first()
    return {**form.cleaned_data, "sku": sku} if sku else None


@require_POST
@throttled("cart")
def cart_add(request: HttpRequest) -> HttpResponse:
    """Put units into the cart (``then=checkout``: buy just these now). ``?story=&b=`` names the story and its block."""
    product_id = _product_asked(request)
    touched = touches.follow(request, product_id)
    response = _add(request, touched.goods.get(str(product_id), ()))
    touches.remember(request, response, touched)
    return response


def _product_asked(request: HttpRequest) -> int | None:
    """Of which product the SKU is; asked only of a browser that came from a story."""
    if touches.tap_of(request) is None and not touches.read(request).goods:
        return None
    form = AddForm(request.POST)
    rows = Sku.objects.filter(pk=form.cleaned_data["sku"]) if form.is_valid() else Sku.objects.none()
    return rows.values_list("product", flat=True).first()


def _add(request: HttpRequest, origin: Sequence[int]) -> HttpResponse:
    form = AddForm(request.POST)
    if not form.is_valid():
        return _refuse(
            request, " ".join(dict.fromkeys(str(error) for errors in form.errors.values() for error in errors))
        )
    sku_id, quantity = form.cleaned_data["sku"], form.cleaned_data["quantity"]
    customer = ensure_customer(request)
    then = request.POST.get("then")
    sku = Sku.objects.filter(pk=sku_id, product__kind=ProductKind.MADE_TO_ORDER).select_related("product").first()
    if sku is not None and then != "undo":
        return _add_made_to_order(request, customer, sku, quantity, origin)
    if then == "checkout":
        return redirect(f"{reverse('storefront:checkout')}?{urlencode({'sku': sku_id, 'quantity': quantity})}")
    try:
        _add_once(customer, sku_id, quantity, _removed(request, sku_id) if then == "undo" else {}, origin)
    except ShopError as error:
        return _refuse(request, str(error), sku_id=sku_id)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "shop/storefront/_added.html", {"count": cart_count(customer)})
    if then == "undo":
        return redirect("storefront:cart")
    messages.success(request, _("It is in your cart."), extra_tags="cart")
    return redirect(_product_address(sku_id))


def _add_made_to_order(
    request: HttpRequest, customer: Customer, sku: Sku, quantity: int, origin: Sequence[int]
) -> HttpResponse:
    """With the answers to its order form; what cannot be taken is said beside each question."""
    at = timezone.now()
    if not Product.objects.visible(at).filter(pk=sku.product_id).exists():
        return _refuse(request, str(NotForSale.message))
    if not request.POST.get("form"):
        # From a card that knows of no form: the answers are asked for on the product's page.
        return redirect(f"{sku.product.get_absolute_url()}#buy")
    form = order_forms([sku.product])[sku.product_id]
    values: dict[str, str] = {}
    try:
        values = values_of(request, form, customer=customer, at=at)
        line = _add_once(customer, sku.pk, quantity, values, origin)
    except SpecificationInvalid as error:
        values = error.values if isinstance(error, PicturesRefused) else values
        fields = SpecificationFields(form, at=at, values=values)
        fields.refuse(error)
        return product_page(
            request, sku.product, at=at, fields=fields, status=422, chosen=sku.pk, chosen_quantity=quantity
        )
    except ShopError as error:
        return _refuse(request, str(error), sku_id=sku.pk)
    if request.POST.get("then") == "checkout" and line is not None:
        return redirect(f"{reverse('storefront:checkout')}?{urlencode({'line': line.pk})}")
    messages.success(request, _("It is in your cart."), extra_tags="cart")
    return redirect(sku.product)


def _add_once(
    customer: Customer, sku_id: int, quantity: int, specification: Mapping[str, str], origin: Sequence[int]
) -> CartLine | None:
    """``add_to_cart``, but the second half of a double click changes nothing and finds the line of the first."""
    said = hashlib.sha256(json.dumps(specification, sort_keys=True).encode()).hexdigest()[:32]
    key = f"cart-add-{customer.pk}-{sku_id}-{quantity}-{said}"
    is_repeated = not cache.add(key, 1, DOUBLE_CLICK_SECONDS)
    rows = CartLine.objects.filter(cart__customer=customer, sku=sku_id).order_by("-added_at", "-pk")
    if is_repeated and (line := rows.first()):
        return line
    try:
        return add_to_cart(
            customer=customer,
            sku_id=sku_id,
            quantity=quantity,
            specification=specification,
            origin=origin,
            at=timezone.now(),
        )
    except ShopError:
        cache.delete(key)
        raise


def _removed(request: HttpRequest, sku_id: int) -> dict[str, str]:
    """The answers of the line that was removed last, if it was that one."""
    removed = request.session.get(_REMOVED, {})
    is_it = removed.get("sku") == sku_id and removed.get("key") == request.POST.get("key", "")
    return removed["specification"] if is_it else {}


def _product_address(sku_id: int) -> str:
    sku = Sku.objects.filter(pk=sku_id).select_related("product").first()
    return sku.product.get_absolute_url() if sku else reverse("storefront:cart")


def _refuse(request: HttpRequest, message: str, *, sku_id: int = 0) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "shop/storefront/_added.html", {"error": message})
    messages.error(request, message)
    if not sku_id:
        text = request.POST.get("sku", "")
        sku_id = int(text) if text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= MAX_ID else 0
    return redirect(_product_address(sku_id))


@require_POST
@throttled("cart")
def cart_set(request: HttpRequest) -> HttpResponse:
    """Set a line's quantity. ``set`` (a button's absolute number, so that a double click is harmless) goes before
    ``quantity`` (the field's).
    """
    data = {
        "sku": request.POST.get("sku"),
        "key": request.POST.get("key"),
        "quantity": request.POST.get("set") or request.POST.get("quantity"),
    }
    form = QuantityForm(data)
    customer = current_customer(request)
    undo = None
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for error in form.errors.get("quantity", [_("Reload the cart.")])))
    elif customer is not None:
        sku_id, key, quantity = form.cleaned_data["sku"], form.cleaned_data["key"], form.cleaned_data["quantity"]
        rows = CartLine.objects.filter(cart__customer=customer, sku=sku_id, spec_key=key)
        before = rows.first() if quantity == 0 else None
        try:
            set_quantity(customer=customer, sku_id=sku_id, spec_key=key, quantity=quantity, at=timezone.now())
        except ShopError as error:
            messages.error(request, str(error))
        if before is not None:
            undo = {"removed": sku_id, "quantity": before.quantity}
            if key:
                # Too much for an address; kept until the next such line is removed.
                request.session[_REMOVED] = {"sku": sku_id, "key": key, "specification": before.specification}
                undo["key"] = key
    if request.htmx:  # type: ignore[attr-defined]
        undone = _undo(str(undo["removed"]), str(undo["quantity"]), undo.get("key", "")) if undo else None
        return _cart_page(request, undo=undone)
    return redirect(f"{reverse('storefront:cart')}{'?' + urlencode(undo) if undo else ''}")


@never_cache
@require_safe
def picture(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """A picture that this browser's customer sent. Anybody else's does not exist."""
    customer = current_customer(request)
    row = OrderPicture.objects.filter(public_id=public_id, customer=customer).first() if customer else None
    if row is None:
        raise Http404
    return FileResponse(row.file.open("rb"), filename=f"{row.public_id}{row.suffix}")
