"""One cart on two devices: an address that one shows and the other opens, and a number that only the first one shows.

No password and no message is needed. The number is not in the address: whoever is only sent that, or sends it to
somebody else, gets nothing with it.
"""

import secrets
import unicodedata

from django.contrib import messages
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shop.core.drawing.qr import qr_svg
from shop.core.errors import ShopError
from shop.core.throttling import throttled
from shop.customers.merging import merge_customers
from shop.customers.models import Customer
from shop.storefront.customer import become, current_customer

_SALT = "storefront.device"
# So long a code is good, once.
MINUTES = 10
# So many wrong numbers use an address up.
TRIES = 5


@never_cache
@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """The code of this device's customer; nothing to show for whoever has nothing yet."""
    customer = current_customer(request)
    if customer is None:
        return render(request, "shop/storefront/devices.html", {"minutes": MINUTES})
    nonce = secrets.token_hex(8)
    token = signing.dumps([str(customer.public_id), nonce], salt=_SALT, compress=True)
    address = request.build_absolute_uri(reverse("storefront:device", args=[token]))
    context = {"address": address, "qr": qr_svg(address), "minutes": MINUTES, "number": _number(nonce)}
    return render(request, "shop/storefront/devices.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("device")
def device(request: HttpRequest, token: str) -> HttpResponse:
    """What was scanned: says what will happen, and does it with a button. Looking at it uses nothing up."""
    try:
        public_id, nonce = signing.loads(token, salt=_SALT, max_age=MINUTES * 60)
    except (signing.BadSignature, ValueError, TypeError):
        return render(request, "shop/storefront/device.html", {"is_over": True}, status=404)
    there = Customer.objects.filter(public_id=public_id, merged_into=None).first()
    if there is None or cache.get(_used(nonce)):
        return render(request, "shop/storefront/device.html", {"is_over": True}, status=404)
    here = current_customer(request)
    context = {"is_same": here == there, "has_own": here is not None}
    if request.method != "POST":
        return render(request, "shop/storefront/device.html", context)
    if not _is_number(request.POST.get("number", ""), nonce):
        if cache.get(_used(nonce)):
            return render(request, "shop/storefront/device.html", {"is_over": True}, status=404)
        return render(request, "shop/storefront/device.html", {**context, "is_wrong": True}, status=422)
    if not cache.add(_used(nonce), 1, MINUTES * 60):
        return render(request, "shop/storefront/device.html", {"is_over": True}, status=404)
    if here is not None:
        try:
            merge_customers(guest=here, into=there, at=timezone.now())
        except ShopError as error:
            messages.error(request, str(error))
            return redirect("storefront:devices")
    become(request, there)
    messages.success(request, _("Both devices have the same cart and the same orders now."))
    return redirect("storefront:cart")


def _number(nonce: str) -> str:
    """Six digits that go with an address, and cannot be told from it."""
    return f"{int(salted_hmac(_SALT, nonce, algorithm='sha256').hexdigest(), 16) % 1_000_000:06}"


def _is_number(typed: str, nonce: str) -> bool:
    """Whether the number is the address's; too many wrong ones use it up."""
    digits = "".join(unicodedata.normalize("NFKC", typed[:40]).split())
    if constant_time_compare(digits, _number(nonce)):
        return True
    tries = f"device-tries-{nonce}"
    cache.add(tries, 0, MINUTES * 60)
    if cache.incr(tries) >= TRIES:
        cache.add(_used(nonce), 1, MINUTES * 60)
    return False


def _used(nonce: str) -> str:
    return f"device-used-{nonce}"
