"""The sandbox's own page, as a vendor would show it on the vendor's site."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shop.core.errors import ShopError, StaleState
from shop.core.money import yuan
from shop.core.throttling import throttled
from shop.payments.gateways.sandbox.models import SandboxCharge
from shop.payments.gateways.sandbox.operations import DECISIONS, decide, report


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("checkout")
def pay(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose what happens: pay, fail, pay late, pay twice. The first choice counts, a double click changes nothing."""
    charge = get_object_or_404(SandboxCharge, reference=reference[:40])
    decision = request.POST.get("decision", "")
    if request.method != "POST" or decision not in DECISIONS:
        return _page(request, charge, status=400 if request.method == "POST" else 200)
    now = timezone.now()
    try:
        charge = decide(charge=charge, decision=decision, at=now)
        report(charge=charge, at=now, twice=decision == "twice")
    except StaleState:
        charge.refresh_from_db()
    except ShopError as error:
        return _page(request, charge, error=str(error), status=error.status)
    if decision == "late":
        return redirect("sandbox:pay", reference=charge.reference)
    return redirect(_way_back(charge))


@require_POST
@throttled("checkout")
def deliver(request: HttpRequest, reference: str) -> HttpResponse:
    """Send the late report now, without waiting for the shop to ask for it."""
    charge = get_object_or_404(SandboxCharge, reference=reference[:40])
    try:
        delivered = report(charge=charge, at=timezone.now())
    except ShopError as error:
        return _page(request, charge, error=str(error), status=error.status)
    return redirect(_way_back(charge)) if delivered else redirect("sandbox:pay", reference=charge.reference)


def _page(request: HttpRequest, charge: SandboxCharge, *, error: str = "", status: int = 200) -> HttpResponse:
    context = {
        "charge": charge,
        "amount": yuan(charge.amount_fen),
        "way_back": _way_back(charge),
        "is_due": bool(charge.report_at and charge.report_at <= timezone.now()),
        "error": error,
    }
    return render(request, "sandbox/pay.html", context, status=status)


def _way_back(charge: SandboxCharge) -> str:
    """The path alone: the shop may be open under another host name than it tells vendors."""
    return urlsplit(charge.return_url).path
