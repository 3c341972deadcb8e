"""Pages of the talk: all words at a place and a form, one's own words, holding something against others'."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from content.stories.models import StoryPage
from content.talk import operations
from content.talk.enums import RemarkState, Writers
from content.talk.forms import RemarkForm, ReportForm, TextForm
from content.talk.models import Remark
from content.talk.queries import Place, has_bought, remarks_of, rule_at, shown_at, with_buyers
from content.talk.structured import discussion
from shop.catalog.models import Product
from shop.core import door
from shop.core.errors import ShopError
from shop.core.throttling import throttled
from shop.storefront.customer import current_customer, ensure_customer

PAGE_SIZE = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("talk")
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """The talk below a story."""
    return _talk(request, get_object_or_404(StoryPage.objects.all().visible(timezone.now()), pk=pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("talk")
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """The talk below a product."""
    return _talk(request, get_object_or_404(Product.objects.visible(timezone.now()), slug=slug))


def _talk(request: HttpRequest, place: Place) -> HttpResponse:
    if (closed := door.closed_page(request)) is not None:
        return closed
    found = rule_at(place)
    remarks = shown_at(place)
    if found is None or (not found[0] and not remarks.exists()):
        raise Http404
    kinds, writers = found
    customer = current_customer(request)
    buys = customer is not None and has_bought(customer)
    form = RemarkForm(
        request.POST if request.method == "POST" else None,
        kinds=kinds,
        needs_phone=not buys,
        initial={"name": _last_name(customer)},
    )
    if request.method == "POST":
        if form.is_robot:
            messages.success(request, _("Thank you. We read it before everybody does."))
            return redirect(place.get_absolute_url())
        if form.is_valid():
            try:
                remark = operations.write(
                    customer=ensure_customer(request), place=place, data=form.data_given(), at=timezone.now()
                )
            except ShopError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, _said(remark))
                return redirect("talk:mine")
    page = Paginator(remarks, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "place": place,
        "place_title": place.title,
        "form": form,
        "may_write": bool(kinds) and (buys or writers == Writers.ALL),
        "is_open": bool(kinds),
        "page_obj": page,
        "remarks": with_buyers(list(page), place),
        "discussion": discussion(place, list(page)) if page.object_list else None,
    }
    return render(request, "content/talk/talk.html", context, status=422 if form.errors else 200)


def _last_name(customer: Any) -> str:
    last = remarks_of(customer).first() if customer else None
    return last.name if last else ""


def _said(remark: Remark) -> str:
    if remark.state == RemarkState.SHOWN:
        return _("Thank you. It stands there now.")
    return _("Thank you. We read it before everybody does.")


@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """One's own words, with what became of them."""
    customer = current_customer(request)
    rows = list(remarks_of(customer)[:100]) if customer else []
    response = render(request, "content/talk/mine.html", {"remarks": rows})
    if customer and any(row.news_at for row in rows):
        operations.look_at_news(customer=customer)
    return response


def _own(request: HttpRequest, pk: int) -> Remark:
    customer = current_customer(request)
    if customer is None:
        raise Http404
    return get_object_or_404(remarks_of(customer), pk=pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("talk")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words for one's own."""
    remark = _own(request, pk)
    form = TextForm(request.POST if request.method == "POST" else None, initial={"text": remark.text})
    if request.method == "POST" and form.is_valid():
        try:
            remark = operations.change_own(
                customer=remark.customer, remark=remark, text=form.cleaned_data["text"], at=timezone.now()
            )
        except ShopError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _said(remark))
            return redirect("talk:mine")
    context = {"remark": remark, "form": form}
    return render(request, "content/talk/change.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one's own words."""
    remark = _own(request, pk)
    operations.take_back(customer=remark.customer, remark=remark)
    messages.success(request, _("It is gone."))
    return redirect("talk:mine")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("talk")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold something against somebody's words."""
    remark = get_object_or_404(Remark.objects.select_related("story", "product"), pk=pk, state=RemarkState.SHOWN)
    form = ReportForm(request.POST if request.method == "POST" else None)
    back = talk_url(remark.place)
    if request.method == "POST" and form.is_valid():
        try:
            operations.report(
                customer=ensure_customer(request),
                remark=remark,
                reason=form.cleaned_data["reason"],
                at=timezone.now(),
            )
        except ShopError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Thank you. We look at it."))
        return redirect(back)
    context = {"remark": remark, "form": form, "back": back}
    return render(request, "content/talk/report.html", context, status=422 if form.errors else 200)


def talk_url(place: Place) -> str:
    """Where all words at a place are."""
    if isinstance(place, StoryPage):
        return reverse("talk:story", args=[place.pk])
    return reverse("talk:product", args=[place.slug])
