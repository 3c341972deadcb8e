"""The cart. Every address works as a plain form; htmx only saves the reload."""

from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shop.catalog.models import Sku
from shop.core.errors import ShopError
from shop.core.throttling import throttled
from shop.customers.models import Customer
from shop.orders.models import CartLine
from shop.orders.operations import add_to_cart, set_quantity
from shop.orders.queries import cart_count, quote_cart
from shop.storefront import touches
from shop.storefront.customer import current_customer, ensure_customer
from shop.storefront.forms import MAX_ID, AddForm, QuantityForm

# Two identical requests within this time are one double click.
DOUBLE_CLICK_SECONDS = 2


@never_cache
@require_safe
def cart(request: HttpRequest) -> HttpResponse:
    """The cart as it stands now, each line's problem in words. ``?removed=&quantity=`` offers to undo."""
    return _cart_page(request)


def _cart_page(request: HttpRequest, **context: Any) -> HttpResponse:
    quote = quote_cart(customer=current_customer(request), at=timezone.now())
    prefetch_related_objects([row.line.sku.product for row in quote.lines], "cover__renditions")
    context |= {"at": quote.at, "quote": quote}
    if "undo" not in context:
        context["undo"] = _undo(request.GET.get("removed", ""), request.GET.get("quantity", ""))
    return render(request, "shop/storefront/cart.html", context)


def _undo(sku_id: str, quantity: str) -> dict[str, Any] | None:
    form = AddForm({"sku": sku_id, "quantity": quantity})
    if not sku_id or not form.is_valid():
        return None
    sku = Sku.objects.filter(pk=form.cleaned_data["sku"]).select_related("product").first()
    return {"sku": sku, "quantity": form.cleaned_data["quantity"]} if sku else None


@require_POST
@throttled("cart")
def cart_add(request: HttpRequest) -> HttpResponse:
    """Put units into the cart (``then=checkout``: buy just these now). ``?story=`` names the story of the card."""
    response = _add(request)
    touches.remember_story(request, response)
    return response


def _add(request: HttpRequest) -> HttpResponse:
    form = AddForm(request.POST)
    if not form.is_valid():
        return _refuse(
            request, " ".join(dict.fromkeys(str(error) for errors in form.errors.values() for error in errors))
        )
    sku_id, quantity = form.cleaned_data["sku"], form.cleaned_data["quantity"]
    customer = ensure_customer(request)
    if request.POST.get("then") == "checkout":
        return redirect(f"{reverse('storefront:checkout')}?{urlencode({'sku': sku_id, 'quantity': quantity})}")
    try:
        _add_once(customer, sku_id, quantity)
    except ShopError as error:
        return _refuse(request, str(error), sku_id=sku_id)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "shop/storefront/_added.html", {"count": cart_count(customer)})
    if request.POST.get("then") == "undo":
        return redirect("storefront:cart")
    messages.success(request, _("It is in your cart."), extra_tags="cart")
    return redirect(_product_address(sku_id))


def _add_once(customer: Customer, sku_id: int, quantity: int) -> None:
    """``add_to_cart``, but the second half of a double click changes nothing."""
    key = f"cart-add-{customer.pk}-{sku_id}-{quantity}"
    is_repeated = not cache.add(key, 1, DOUBLE_CLICK_SECONDS)
    if is_repeated and CartLine.objects.filter(cart__customer=customer, sku=sku_id).exists():
        return
    try:
        add_to_cart(customer=customer, sku_id=sku_id, quantity=quantity, at=timezone.now())
    except ShopError:
        cache.delete(key)
        raise


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
    data = {"sku": request.POST.get("sku"), "quantity": request.POST.get("set") or request.POST.get("quantity")}
    form = QuantityForm(data)
    customer = current_customer(request)
    undo = None
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for error in form.errors.get("quantity", [_("Reload the cart.")])))
    elif customer is not None:
        sku_id, quantity = form.cleaned_data["sku"], form.cleaned_data["quantity"]
        before = CartLine.objects.filter(cart__customer=customer, sku=sku_id).first() if quantity == 0 else None
        try:
            set_quantity(customer=customer, sku_id=sku_id, quantity=quantity, at=timezone.now())
        except ShopError as error:
            messages.error(request, str(error))
        undo = before and {"removed": sku_id, "quantity": before.quantity}
    if request.htmx:  # type: ignore[attr-defined]
        return _cart_page(request, undo=_undo(str(undo["removed"]), str(undo["quantity"])) if undo else None)
    return redirect(f"{reverse('storefront:cart')}{'?' + urlencode(undo) if undo else ''}")
