"""Orders to several people: one page, one payment."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from shop.core.errors import ShopError
from shop.core.throttling import throttled
from shop.orders.enums import CancelReason
from shop.orders.models import Order, OrderBatch
from shop.orders.operations import cancel_order
from shop.payments.gateways import available_gateways
from shop.payments.models import Wallet
from shop.storefront.batch_page import describe_batch
from shop.storefront.customer import current_customer
from shop.storefront.views.payment import begin_payment, payment_page


def own_batch(request: HttpRequest, number: str) -> OrderBatch:
    """The batch if this browser's customer placed it: it shows the addresses of many people."""
    customer = current_customer(request)
    found = OrderBatch.objects.filter(number=number[:20], customer=customer).first() if customer else None
    if found is None:
        raise Http404
    return found


@never_cache
@require_safe
def batch(request: HttpRequest, number: str) -> HttpResponse:
    """Where each parcel stands; before the payment what all of it costs."""
    row = own_batch(request, number)
    page = describe_batch(row, at=timezone.now())
    if request.htmx:  # type: ignore[attr-defined]
        seen = request.GET.get("seen") == page.status
        return HttpResponse(status=204) if seen else HttpResponseClientRefresh()
    wallet = Wallet.objects.filter(customer=row.customer_id).first() if page.can_pay else None
    context = {"batch": row, "page": page, "gateways": available_gateways(), "wallet": wallet}
    return render(request, "shop/storefront/batch.html", context)


@require_POST
@throttled("checkout")
def batch_pay(request: HttpRequest, number: str) -> HttpResponse:
    """On to the gateway, once for all of them."""
    return begin_payment(request, _first(own_batch(request, number)), request.POST.get("gateway", "")[:20])


@never_cache
@require_safe
def batch_payment(request: HttpRequest, number: str, reference: str) -> HttpResponse:
    """How this payment is made."""
    row = own_batch(request, number)
    return payment_page(request, _first(row), row.payments.filter(reference=reference[:40]).first())


@require_POST
@throttled("checkout")
def batch_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Call all of it off, as long as it is not paid."""
    order = _first(own_batch(request, number))
    try:
        cancel_order(by=None, order=order, reason=CancelReason.CUSTOMER, at=timezone.now())
    except ShopError as error:
        order.refresh_from_db()
        if order.cancel_reason != CancelReason.CUSTOMER:
            messages.error(request, str(error))
    return redirect("storefront:batch", number=number)


def _first(row: OrderBatch) -> Order:
    order: Order = row.orders.order_by("pk")[0]
    return order
