"""A shopper's own orders."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from shop.aftersales.queries import cases_of
from shop.bespoke.models import BespokeWork
from shop.bespoke.queries import works_of
from shop.bookings.ical import calendar_file
from shop.bookings.models import Session
from shop.core.errors import ShopError
from shop.core.ical import MEDIA_TYPE
from shop.core.throttling import throttled
from shop.customers import records
from shop.invoices.enums import LIVE_STATES
from shop.invoices.queries import invoices_of
from shop.orders.enums import CancelReason, OrderStatus
from shop.orders.errors import AlreadyExtended
from shop.orders.models import Order, deposit_of
from shop.orders.operations import cancel_order, complete_order, extend_receipt
from shop.orders.operations.notes import mark_seen
from shop.orders.queries import with_parcels, with_tracking
from shop.payments.gateways import available_gateways
from shop.payments.models import Wallet
from shop.payments.rules import WALLET
from shop.storefront.access import find_order, is_own, unlock_order
from shop.storefront.customer import current_customer
from shop.storefront.forms import LookupForm
from shop.storefront.news import news_of
from shop.storefront.order_page import address_lines, balance_text, describe
from shop.storefront.views.payment import begin_payment
from shop.vouchers.operations import hand_out

PAGE_SIZE = 10
# So many custom works are named above the orders; the rest has a page of its own.
MOST_WORKS = 3


@never_cache
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """The browser's orders, newest first."""
    at = timezone.now()
    rows = Order.objects.filter(customer=current_customer(request)).order_by("-placed_at", "-id")
    rows = rows.select_related("deposit").prefetch_related("lines__cover__renditions")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    listed = [(order, order.status_at(at), balance_text(order, at)) for order in page]
    # The latest, and whether there are more.
    works = list(works_of(current_customer(request))[: MOST_WORKS + 1]) if page.number == 1 else []
    context = {
        "at": at,
        "page_obj": page,
        "orders": listed,
        "works": [(work, work.state_at(at)) for work in works[:MOST_WORKS]],
        "more_works": len(works) > MOST_WORKS,
        "form": LookupForm(),
        "knows_you": current_customer(request) is not None,
        "news": news_of(current_customer(request)),
    }
    return render(request, "shop/storefront/orders.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("my-data")
def my_data(request: HttpRequest) -> HttpResponse:
    """Everything that is held about this browser's customer, as a file; the button for it is below their orders."""
    customer = current_customer(request) if request.method == "POST" else None
    return records.download(customer) if customer else redirect("storefront:orders")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("order-lookup")
def find(request: HttpRequest) -> HttpResponse:
    """Open an order on another device by its number and the mobile number on it."""
    form = LookupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        order = unlock_order(request, **form.cleaned_data)
        if order:
            return redirect(order)
        form.add_error(None, _("No order has this number together with this mobile number. Please check both."))
    status = 400 if form.errors else 200
    return render(request, "shop/storefront/find_order.html", {"form": form}, status=status)


@never_cache
@require_safe
def order(request: HttpRequest, number: str) -> HttpResponse:
    """One order, told as a time line. Somebody else's and one that does not exist give the same answer."""
    row = find_order(request, number)
    if row is None:
        form = LookupForm(initial={"number": number[:20]})
        return render(request, "shop/storefront/find_order.html", {"form": form, "asked": True}, status=404)
    at = timezone.now()
    if request.htmx:  # type: ignore[attr-defined]
        # The page asks whether anything happened since it was drawn.
        seen = request.GET.get("seen") == row.status_at(at)
        return HttpResponse(status=204) if seen else HttpResponseClientRefresh()
    own = is_own(request, row)
    if own:
        mark_seen(order=row)
    if own and row.batch is not None and row.paid_at is None:
        # It is paid, or not, together with the others.
        return redirect(row.batch)
    prefetch_related_objects(
        [row],
        "lines__cover__renditions",
        "lines__sku__product",
        "lines__amended",
        "payments__refunds",
        "takes__line",
        with_parcels(),
        with_tracking(),
    )
    who, where = address_lines(row, is_own=own)
    work = (
        BespokeWork.objects.filter(order=row).select_related("order__deposit").first()
        if own and deposit_of(row)
        else None
    )
    from_wallet = [payment for payment in row.payments.all() if payment.gateway == WALLET]
    page = describe(row, at=at, is_own=own)
    invoices = invoices_of(row) if own else []
    is_left = any(payment.kept_fen for payment in row.payments.all() if payment.gateway != WALLET)
    context = {
        "at": at,
        "order": row,
        "page": page,
        "who": who,
        "where": where,
        "gateways": available_gateways(),
        "amendments": [
            (other, other.status_at(at), other.total_fen - other.credit_fen)
            for other in row.amendments.exclude(status=OrderStatus.CANCELLED).order_by("pk")
        ],
        "invoices": invoices,
        "may_invoice": page.may_ask and is_left and not any(invoice.state in LIVE_STATES for invoice in invoices),
        "paid_from_wallet": page.may_ask and any(payment.kept_fen for payment in from_wallet),
        "cases": [(case, case.state_at(at)) for case in cases_of(row)] if own else [],
        "wallet": Wallet.objects.filter(customer=row.customer_id).first() if own and page.can_pay else None,
        "work": work,
        "work_state": work.state_at(at) if work else None,
        "wallet_paid_fen": sum(payment.kept_fen for payment in from_wallet) if page.can_pay else 0,
        # Whoever knows number and phone may look at an order; a voucher's code is money and stays with its owner.
        "vouchers": [(voucher, voucher.state_at(at)) for voucher in hand_out(row, at=at)] if own else [],
    }
    return render(request, "shop/storefront/order.html", context)


@never_cache
@require_safe
def ticket_calendar(request: HttpRequest, number: str, line: int) -> HttpResponse:
    """The session of a paid line, for the calendar of whoever comes. Their own orders only, like the tickets."""
    row = find_order(request, number)
    if row is None or row.paid_at is None or not is_own(request, row):
        raise Http404
    bought = get_object_or_404(row.lines, pk=line)
    sessions = Session.objects.standing().select_related("place", "person")
    session = get_object_or_404(sessions, sku=bought.sku_id)
    words = _("Order %(number)s") % {"number": row.number}
    content = calendar_file(
        session,
        uid=f"{row.number}-{line}@{request.get_host()}",
        title=bought.product_title,
        description=f"{words}\n{request.build_absolute_uri(row.get_absolute_url())}",
        at=timezone.now(),
    )
    headers = {"Content-Disposition": f'attachment; filename="{row.number}.ics"'}
    return HttpResponse(content, content_type=MEDIA_TYPE, headers=headers)


@require_POST
@throttled("checkout")
def pay(request: HttpRequest, number: str) -> HttpResponse:
    """On to the gateway. Anybody who may see an order may pay it."""
    row = find_order(request, number)
    if row is None:
        return redirect("storefront:order", number=number)
    return begin_payment(request, row, request.POST.get("gateway", "")[:20])


@require_POST
@throttled("checkout")
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Call an unpaid order off."""
    row = find_order(request, number)
    if row is not None and is_own(request, row):
        try:
            cancel_order(by=None, order=row, reason=CancelReason.CUSTOMER, at=timezone.now())
        except ShopError as error:
            row.refresh_from_db()
            if row.cancel_reason != CancelReason.CUSTOMER:
                messages.error(request, str(error))
    return redirect("storefront:order", number=number)


@require_POST
@throttled("checkout")
def received(request: HttpRequest, number: str) -> HttpResponse:
    """The parcel is there."""
    row = find_order(request, number)
    if row is not None and is_own(request, row):
        try:
            complete_order(by=None, order=row, at=timezone.now())
        except ShopError as error:
            row.refresh_from_db()
            if row.completed_at is None:
                messages.error(request, str(error))
    return redirect("storefront:order", number=number)


@require_POST
@throttled("checkout")
def extend(request: HttpRequest, number: str) -> HttpResponse:
    """More time to receive it, once."""
    row = find_order(request, number)
    if row is not None and is_own(request, row):
        try:
            extend_receipt(order=row, at=timezone.now())
        except AlreadyExtended:
            pass  # A double click.
        except ShopError as error:
            messages.error(request, str(error))
    return redirect("storefront:order", number=number)
