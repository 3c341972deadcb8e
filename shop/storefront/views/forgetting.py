"""A shopper asks to be forgotten, and may think better of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shop.core.errors import ShopError
from shop.core.throttling import throttled
from shop.customers import erasing
from shop.storefront.customer import current_customer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("forget-me")
def forget_me(request: HttpRequest) -> HttpResponse:
    """What would go and what stays; POST asks for it."""
    customer = current_customer(request)
    if customer is None:
        return redirect("storefront:orders")
    at = timezone.now()
    if request.method == "POST":
        try:
            erasing.ask_erasure(customer=customer, at=at)
        except ShopError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("We have your wish. You can still take it back."))
        return redirect("storefront:forget_me")
    context = {
        "preview": erasing.preview(customer, at=at),
        "erasure": erasing.open_erasure(customer),
        "days": erasing.COOLING_OFF.days,
    }
    return render(request, "shop/storefront/forget_me.html", context)


@never_cache
@require_POST
@throttled("forget-me")
def forget_me_not(request: HttpRequest) -> HttpResponse:
    """They have thought better of it."""
    customer = current_customer(request)
    if customer is not None:
        erasing.withdraw_erasure(customer=customer, at=timezone.now())
        messages.success(request, _("Taken back. Nothing is erased."))
    return redirect("storefront:orders")
