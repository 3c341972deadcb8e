"""A shopper's wallet: what is in it, put in, take out; all by themselves."""

import secrets

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from shop.core.errors import ShopError
from shop.core.money import YuanField, yuan
from shop.core.throttling import throttled
from shop.invoices.queries import top_ups_of
from shop.payments.enums import PaymentState
from shop.payments.gateways import get_gateway
from shop.payments.models import Payment, Wallet
from shop.payments.operations import start_top_up, wallet_of, withdraw
from shop.payments.queries import holding, statement, top_up_gateways, wallet_rules, withdrawals
from shop.storefront.customer import current_customer, ensure_customer
from shop.storefront.views.payment import visitor_of

STATEMENT_ROWS = 100
TOP_UPS = 20


class TopUpForm(forms.Form):
    """How much, and how it is paid."""

    amount_fen = YuanField(label=gettext_lazy("Amount in yuan"), min_fen=1)
    gateway = forms.CharField(max_length=20)


class WithdrawForm(forms.Form):
    """How much. The token makes a double click one withdrawal."""

    amount_fen = YuanField(label=gettext_lazy("Amount in yuan"), min_fen=1)
    token = forms.RegexField(regex=r"^[0-9a-f]{16}$", widget=forms.HiddenInput)


@never_cache
@require_safe
def wallet(request: HttpRequest) -> HttpResponse:
    """Balance, ways in and out, and every movement."""
    return _page(request)


def _page(request: HttpRequest, *, top_up: TopUpForm | None = None, out: WithdrawForm | None = None) -> HttpResponse:
    customer = current_customer(request)
    row = Wallet.objects.filter(customer=customer).first() if customer else None
    rules = wallet_rules()
    moved = statement(customer, limit=STATEMENT_ROWS + 1) if customer else []
    context = {
        "at": timezone.now(),
        "wallet": row or Wallet(),
        "rules": rules,
        "offers": [{"least": least, "bonus": bonus} for least, bonus in rules.offers],
        "gateways": top_up_gateways(),
        "top_up": top_up or TopUpForm(),
        "out": out or WithdrawForm(initial={"token": secrets.token_hex(8)}),
        "statement": moved[:STATEMENT_ROWS],
        "shown": STATEMENT_ROWS if len(moved) > STATEMENT_ROWS else 0,
        "withdrawals": withdrawals(row) if row else [],
        "holding": list(holding(customer)) if customer else [],
        "top_ups": top_ups_of(row, limit=TOP_UPS) if row else [],
    }
    status = 422 if (top_up and top_up.errors) or (out and out.errors) else 200
    return render(request, "shop/storefront/wallet.html", context, status=status)


@never_cache
@require_POST
@throttled("checkout")
def top_up(request: HttpRequest) -> HttpResponse:
    """On to paying a top-up."""
    form = TopUpForm(request.POST)
    if not form.is_valid():
        return _page(request, top_up=form)
    code = form.cleaned_data["gateway"]
    try:
        payment, start = start_top_up(
            wallet=wallet_of(ensure_customer(request)),
            amount_fen=form.cleaned_data["amount_fen"],
            gateway_code=code,
            at=timezone.now(),
            visitor=visitor_of(request, code),
        )
    except ShopError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _page(request, top_up=form)
    if start.redirect.startswith("/"):
        return redirect(start.redirect)
    # To another host by way of a page of our own: the content security policy lets no form lead there.
    page = redirect(payment.paying_url)
    if start.redirect:
        page["Location"] += "?go=1"
    return page


@never_cache
@require_safe
def top_up_payment(request: HttpRequest, reference: str) -> HttpResponse:
    """How a top-up is paid: a code to scan, the payment sheet, or on to the vendor."""
    paying = get_object_or_404(
        Payment, wallet__isnull=False, wallet__customer=current_customer(request), reference=reference[:40]
    )
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204) if paying.state == PaymentState.PENDING else HttpResponseClientRefresh()
    if paying.state != PaymentState.PENDING or not paying.start:
        return redirect("storefront:wallet")
    try:
        gateway = get_gateway(paying.gateway)
    except ShopError as error:
        messages.error(request, str(error))
        return redirect("storefront:wallet")
    context = {
        "at": timezone.now(),
        "payment": paying,
        "start": paying.start,
        "gateway": gateway,
        "goes_on": "go" in request.GET and "redirect" in paying.start,
    }
    return render(request, "shop/storefront/top_up.html", context)


@never_cache
@require_POST
@throttled("checkout")
def withdraw_from_wallet(request: HttpRequest) -> HttpResponse:
    """Principal back to where it came from, at once and without asking anybody."""
    form = WithdrawForm(request.POST)
    customer = current_customer(request)
    row = Wallet.objects.filter(customer=customer).first() if customer else None
    if row is None:
        return redirect("storefront:wallet")
    if not form.is_valid():
        return _page(request, out=form)
    try:
        done = withdraw(
            wallet=row,
            amount_fen=form.cleaned_data["amount_fen"],
            token=form.cleaned_data["token"],
            at=timezone.now(),
        )
    except ShopError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _page(request, out=form)
    messages.success(
        request, _("¥%(amount)s is on its way back to where you paid it from.") % {"amount": yuan(done.amount_fen)}
    )
    return redirect("storefront:wallet")
