"""The page where a payment is made, and where gateways report."""

import re

import structlog
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from shop.core.errors import ShopError
from shop.core.money import yuan
from shop.core.throttling import client_address
from shop.orders.enums import OrderStatus
from shop.orders.models import Order, is_payable
from shop.payments.enums import PaymentState
from shop.payments.errors import NotPayable
from shop.payments.gateways import Visitor, get_gateway
from shop.payments.models import Payment
from shop.payments.operations import due_of, pay_batch_from_wallet, pay_from_wallet, receive_callback, start_payment
from shop.payments.rules import WALLET
from shop.storefront.access import find_order, is_own

log = structlog.get_logger(__name__)
_PHONE = re.compile(r"Mobile|Android|iPhone|HarmonyOS", re.ASCII)
_WECHAT = re.compile(r"MicroMessenger/", re.ASCII)


def visitor_of(request: HttpRequest, gateway_code: str) -> Visitor:
    """How the shopper looks at the shop, as their browser says."""
    agent = request.headers.get("User-Agent", "")
    return Visitor(
        ip=client_address(request),
        is_phone=bool(_PHONE.search(agent)),
        in_wechat=bool(_WECHAT.search(agent)),
        payer=str(request.session.get("payers", {}).get(gateway_code, "")),
    )


def begin_payment(request: HttpRequest, order: Order, gateway_code: str) -> HttpResponse:
    """On to paying, of an order of a batch all of it. What stands in the way is said on the order's page, where it can
    be tried again.
    """
    paid_for = order.batch or order
    if gateway_code == WALLET and is_own(request, order):
        return _from_wallet(request, order)
    try:
        payment, start = start_payment(
            order=order,
            gateway_code=gateway_code,
            at=timezone.now(),
            visitor=visitor_of(request, gateway_code),
        )
    except NotPayable:
        return redirect(paid_for)
    except ShopError as error:
        messages.error(request, str(error))
        return redirect(paid_for)
    if start.redirect.startswith("/"):
        return redirect(start.redirect)
    # To another host by way of a page of our own: the content security policy lets no form lead there.
    page = redirect(payment.paying_url)
    if start.redirect:
        page["Location"] += "?go=1"
    return page


def _from_wallet(request: HttpRequest, order: Order) -> HttpResponse:
    """Pay from the balance; what is missing is paid at a gateway, from the order's page."""
    paid_for = order.batch or order
    at = timezone.now()
    try:
        if order.batch is None:
            paid_fen = pay_from_wallet(order=order, at=at).amount_fen
        else:
            paid_fen = sum(part.amount_fen for part in pay_batch_from_wallet(batch=order.batch, at=at))
    except NotPayable:
        return redirect(paid_for)
    except ShopError as error:
        messages.error(request, str(error))
        return redirect(paid_for)
    order.refresh_from_db()
    if order.status == OrderStatus.PENDING and (rest_fen := due_of(order)):
        said = _("¥%(amount)s was paid from your wallet. Pay the remaining ¥%(rest)s to complete the order.")
        messages.success(request, said % {"amount": yuan(paid_fen), "rest": yuan(rest_fen)})
    return redirect(paid_for)


@never_cache
@require_safe
def payment(request: HttpRequest, number: str, reference: str) -> HttpResponse:
    """How this payment is made: a code to scan, the payment sheet, particulars to read, or on to the vendor."""
    order = find_order(request, number)
    if order is None:
        return redirect("storefront:order", number=number)
    return payment_page(request, order, order.payments.filter(reference=reference[:40]).first())


def payment_page(request: HttpRequest, order: Order, paying: Payment | None) -> HttpResponse:
    """The page of a payment of an order, or of all of its batch; back to what it is for if there is nothing to pay."""
    paid_for = order.batch or order
    at = timezone.now()
    if paying is None or not is_payable(order, at) or paying.state != PaymentState.PENDING or not paying.start:
        return redirect(paid_for)
    try:
        gateway = get_gateway(paying.gateway)
    except ShopError as error:
        messages.error(request, str(error))
        return redirect(paid_for)
    pay_url = "storefront:pay" if order.batch is None else "storefront:batch_pay"
    context = {
        "at": at,
        "order": paid_for,
        "expires_at": order.expires_at,
        "pay_url": reverse(pay_url, args=[paid_for.number]),
        "payment": paying,
        "start": paying.start,
        "gateway": gateway,
        # Only on the way there: whoever comes back with the browser's button is not sent away again.
        "goes_on": "go" in request.GET and "redirect" in paying.start,
    }
    return render(request, "shop/storefront/payment.html", context)


@csrf_exempt
@require_POST
def payment_callback(request: HttpRequest, gateway: str) -> HttpResponse:
    """A gateway's message. Taken once it is stored; refused with 4xx when it is not the gateway's."""
    try:
        outcome = receive_callback(gateway_code=gateway, headers=request.headers, body=request.body, at=timezone.now())
    except ShopError as error:
        log.warning("callback_refused", gateway=gateway, why=error.code, address=client_address(request))
        return HttpResponse(str(error), status=error.status, content_type="text/plain; charset=utf-8")
    body, content_type = get_gateway(gateway).acknowledgement(accepted=True)
    return HttpResponse(body, content_type=content_type, headers={"X-Outcome": str(outcome)})
