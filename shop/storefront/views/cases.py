"""After-sales on the shopper's phone: ask, see each step, take the next one. Their own orders only."""

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shop.aftersales import operations
from shop.aftersales.enums import CaseKind
from shop.aftersales.models import Case
from shop.aftersales.queries import choices, refunds_of, replacement_of, with_goods
from shop.core.errors import ShopError
from shop.core.throttling import throttled
from shop.orders.models import Order
from shop.storefront.access import find_order, is_own
from shop.storefront.case_forms import CaseForm, ObjectForm, ReturnParcelForm
from shop.storefront.case_page import claims_text, describe_case, kind_text, return_text
from shop.storefront.order_page import refund_text


def _own_order(request: HttpRequest, number: str) -> Order | None:
    """The order if the browser's customer placed it."""
    order = find_order(request, number)
    return order if order is not None and is_own(request, order) else None


def _case(request: HttpRequest, number: str, case: str) -> Case:
    order = _own_order(request, number)
    row = with_goods(Case.objects.filter(order=order, number=case[:20])).first() if order else None
    if row is None:
        raise Http404
    return row


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("checkout")
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """What can be asked for with an order (``?kind=``: the form for one of it), and asking for it."""
    order = _own_order(request, number)
    if order is None:
        return redirect("storefront:order", number=number)
    at = timezone.now()
    token = request.POST.get("client_token", "")[:64]
    token = token if token.isprintable() else ""
    if token and (twin := Case.objects.filter(order=order, client_token=token).first()):
        return redirect("storefront:case", order.number, twin.number)
    offered = choices(order, at=at)
    choice = offered.of(request.POST.get("kind") or request.GET.get("kind", ""))
    if choice is None:
        context = {
            "order": order,
            "kinds": [(row, *kind_text(order, row)) for row in offered.kinds],
            "lines": [(row, return_text(order, row, at=at)) for row in offered.lines],
            "until": claims_text(order, at=at),
        }
        return render(request, "shop/storefront/case_kinds.html", context, status=409 if request.POST else 200)
    form = CaseForm(request.POST if request.method == "POST" else None, choice=choice)
    if request.method == "POST":
        form.take_pictures(request, customer=order.customer, at=at)
        if form.is_valid():
            try:
                case = operations.open_case(
                    order=order, data=form.data_given(), client_token=token or secrets.token_hex(16), at=at
                )
                return redirect("storefront:case", order.number, case.number)
            except ShopError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
    title, text = kind_text(order, choice)
    context = {
        "order": order,
        "choice": choice,
        "title": title,
        "text": text,
        "form": form,
        "token": token or secrets.token_hex(16),
        "returns": [(row, return_text(order, row, at=at)) for row in choice.lines]
        if choice.kind == CaseKind.RETURN
        else [],
    }
    return render(request, "shop/storefront/case_new.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def case(request: HttpRequest, number: str, case: str) -> HttpResponse:
    """One case, told as a time line."""
    row = _case(request, number, case)
    operations.mark_seen(case=row)
    return _page(request, row)


def _page(request: HttpRequest, row: Case, **forms: Any) -> HttpResponse:
    page = describe_case(row, at=timezone.now())
    context = {
        "case": row,
        "order": row.order,
        "page": page,
        "money_back": [refund_text(refund) for refund in refunds_of(row)],
        "parcel_form": ReturnParcelForm(),
        "object_form": ObjectForm(),
        "replacement": replacement_of(row),
        "pictures": list(row.pictures.select_related("picture")),
        **forms,
    }
    return render(request, "shop/storefront/case.html", context, status=422 if forms else 200)


@require_POST
@throttled("checkout")
def step(request: HttpRequest, number: str, case: str, step: str) -> HttpResponse:
    """Take a step; a refusal is said on the page of the case."""
    row = _case(request, number, case)
    if step not in STEPS:
        raise Http404
    try:
        answer = STEPS[step](request, row)
    except ShopError as error:
        messages.error(request, str(error))
    else:
        if answer is not None:
            return answer
    return redirect("storefront:case", number, row.number)


def _parcel(request: HttpRequest, row: Case) -> HttpResponse | None:
    form = ReturnParcelForm(request.POST)
    if form.is_valid():
        try:
            operations.send_back(case=row, at=timezone.now(), **form.cleaned_data)
        except ShopError as error:
            if error.field not in form.fields:
                raise
            form.add_error(error.field, str(error))
    return _page(request, row, parcel_form=form) if form.errors else None


def _object(request: HttpRequest, row: Case) -> HttpResponse | None:
    form = ObjectForm(request.POST)
    if not form.is_valid():
        return _page(request, row, object_form=form)
    operations.object_to_offer(case=row, text=form.cleaned_data["text"], at=timezone.now())
    return None


def _do(operation: Callable[..., Any]) -> Callable[[HttpRequest, Case], HttpResponse | None]:
    def take(request: HttpRequest, row: Case) -> None:
        operation(case=row, at=timezone.now())

    return take


STEPS: dict[str, Callable[[HttpRequest, Case], HttpResponse | None]] = {
    "parcel": _parcel,
    "object": _object,
    "accept": _do(operations.accept_offer),
    "withdraw": _do(operations.withdraw),
    "arrived": _do(operations.confirm_replacement),
    "money": _do(operations.take_money),
}
