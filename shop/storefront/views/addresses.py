"""The address book of a browser's customer."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shop.core.errors import ShopError
from shop.core.money import yuan
from shop.core.throttling import throttled
from shop.customers.models import Address, Customer
from shop.customers.operations import prefer_address, remove_address, save_address
from shop.customers.pasting import MAX_TEXT
from shop.customers.rules import AddressData
from shop.orders.errors import OrderNotInState
from shop.orders.operations import change_address
from shop.storefront.access import find_order, is_own
from shop.storefront.address_form import FIELDS, PICK, AddressForm, address_initial, pasted_initial, picked_initial
from shop.storefront.customer import current_customer, ensure_customer
from shop.storefront.order_page import describe

# Session: the address that was removed last, for "undo".
_REMOVED = "removed_address"


@never_cache
@require_safe
def addresses(request: HttpRequest) -> HttpResponse:
    """All addresses, the one proposed first on top."""
    customer = current_customer(request)
    rows = customer.addresses.order_by("-is_default", "-used_at") if customer else []
    undo = request.session.get(_REMOVED) if "removed" in request.GET else None
    return render(request, "shop/storefront/addresses.html", {"addresses": rows, "undo": undo})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("checkout")
def address(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write an address, or change one."""
    customer = current_customer(request)
    row = _own(customer, pk) if pk is not None else None
    title = _("Change address") if row else _("New address")

    def save(data: AddressData) -> str:
        save_address(customer=customer or ensure_customer(request), address=data, at=timezone.now(), row=row)
        return _("The address is saved.")

    return _edit(request, title, address_initial(row), save, back=reverse("storefront:addresses"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("checkout")
def order_address(request: HttpRequest, number: str) -> HttpResponse:
    """Send an own order that has not left somewhere else. What that costs less goes back."""
    order = find_order(request, number)
    if order is None or not is_own(request, order):
        raise Http404
    if not describe(order, at=timezone.now(), is_own=True).can_readdress:
        messages.error(request, str(OrderNotInState.message))
        return redirect(order)

    def save(data: AddressData) -> str:
        differs = change_address(by=None, order=order, address=data, at=timezone.now())
        if differs < 0:
            return _("The address is changed. ¥%(sum)s of the freight comes back to you.") % {"sum": yuan(-differs)}
        return _("The address is changed.")

    return _edit(request, _("Change the address"), address_initial(order), save, back=order.get_absolute_url())


def _edit(
    request: HttpRequest, title: str, initial: dict[str, str], save: Callable[[AddressData], str], *, back: str
) -> HttpResponse:
    """A form for one address: drawn, drawn anew with other lists or what was pasted, or saved."""
    missing: list[str] | None = None
    status = 200
    if request.method != "POST":
        form = AddressForm(initial=initial)
    elif request.POST.get(PICK) == "paste":
        values, missing = pasted_initial(request.POST)
        form = AddressForm(initial=values)
    elif PICK in request.POST:
        form = AddressForm(initial=picked_initial(request.POST))
    else:
        form = AddressForm(request.POST)
        if form.is_valid():
            try:
                said = save(AddressData(**{name: form.cleaned_data[name] for name in FIELDS}))
            except ShopError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, said)
                return redirect(back)
        form.mark_errors()
        status = 422
    pasted = request.POST.get("pasted", "")[:MAX_TEXT] if missing else ""
    context = {"title": title, "form": form, "missing": missing, "pasted": pasted, "back": back}
    return render(request, "shop/storefront/address.html", context, status=status)


def _own(customer: Customer | None, pk: int) -> Address:
    row = customer.addresses.filter(pk=pk).first() if customer else None
    if row is None:
        raise Http404
    return row


@require_POST
@throttled("checkout")
def address_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one out; it can be put back."""
    customer = current_customer(request)
    removed = remove_address(customer=customer, address_id=pk) if customer else None
    if removed is None:
        return redirect("storefront:addresses")
    request.session[_REMOVED] = removed.as_dict()
    response = redirect("storefront:addresses")
    response["Location"] += "?removed=1"
    return response


@require_POST
@throttled("checkout")
def address_undo(request: HttpRequest) -> HttpResponse:
    """Put the one that was removed last back."""
    customer, removed = current_customer(request), request.session.pop(_REMOVED, None)
    if customer and removed:
        try:
            save_address(customer=customer, address=AddressData(**removed), at=timezone.now())
        except ShopError as error:
            messages.error(request, str(error))
    return redirect("storefront:addresses")


@require_POST
@throttled("checkout")
def address_prefer(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose it first."""
    customer = current_customer(request)
    if customer:
        try:
            prefer_address(customer=customer, address_id=pk)
        except ShopError as error:
            messages.error(request, str(error))
    return redirect("storefront:addresses")
