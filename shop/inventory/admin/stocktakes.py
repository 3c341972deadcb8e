"""Stocktakes: the list, a new one, the review of what differs, and the document that stays."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import F
from django.db.models.functions import Abs
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from shop.catalog.models import Category, Collection
from shop.core.desk import DeskView, capped_count, count_text, keyset_page, tabs_of
from shop.core.desk_form import ButtonView, OperationView
from shop.core.errors import ShopError
from shop.inventory.admin.forms import SkuCodesField
from shop.inventory.enums import StocktakeState
from shop.inventory.models import Place, Stocktake, StocktakeLine
from shop.inventory.operations import (
    cancel_stocktake,
    count_rest_as_zero,
    leave_out,
    open_stocktake,
    post_stocktake,
)
from shop.inventory.operations.stocktakes import MAX_PICKED
from shop.inventory.stocktakes import figures, not_counted, problems

ON_A_PAGE = 100
TABS = [("", gettext_lazy("All")), *StocktakeState.choices]


class StocktakesView(DeskView):
    """All stocktakes, newest first."""

    permission_required = "inventory.view_stocktake"
    template_name = "admin/inventory/stocktakes.html"
    page_title = gettext_lazy("Stocktakes")
    header_icon = "tasks"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tab = self.request.GET.get("state", "")
        tab = tab if tab in StocktakeState.values else ""
        page = keyset_page(
            _in(tab).select_related("place", "opened_by"),
            field="opened_at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
        )
        return super().get_context_data(
            page=page,
            tab=tab,
            tabs=tabs_of(TABS, current=tab, rows=_in, name="state"),
            may_count=self.request.user.has_perm("inventory.count_stocktake"),
            **kwargs,
        )


def _in(state: str) -> Any:
    return Stocktake.objects.filter(state=state) if state else Stocktake.objects.all()


def _scopes() -> list[tuple[Any, Any]]:
    """Everything, then categories as a tree, then collections, then what is picked below."""
    categories = Category.objects.order_by("path")
    collections = Collection.objects.order_by("position", "pk")
    return [
        ("all", _("Everything in the place")),
        (_("A category"), [(f"category-{row.pk}", "　" * (row.depth - 1) + row.title) for row in categories]),
        (_("A collection"), [(f"collection-{row.pk}", row.title) for row in collections]),
        ("picked", _("The SKUs below")),
    ]


class StocktakeForm(forms.Form):
    """Where, and what of it."""

    place = forms.ModelChoiceField(label=gettext_lazy("Place"), queryset=Place.objects.open(), empty_label=None)
    scope = forms.ChoiceField(label=gettext_lazy("What is counted"), choices=_scopes)
    skus = SkuCodesField(
        label=gettext_lazy("SKU codes"),
        most=MAX_PICKED,
        required=False,
        help_text=gettext_lazy("Only for “The SKUs below”: one a line, or separated by commas."),
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("scope") == "picked" and not data.get("skus") and "skus" not in self.errors:
            self.add_error("skus", _("Name the SKUs that are to be counted."))
        return data


class NewStocktakeView(OperationView):
    """Begin to count."""

    permission_required = "inventory.count_stocktake"
    page_title = gettext_lazy("New stocktake")
    header_icon = "tasks"
    form_class = StocktakeForm
    button = gettext_lazy("Begin counting")
    begun: Stocktake | None = None

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("goods_desk:stocktakes"), "label": _("Stocktakes")}]

    def url(self) -> str:
        if self.begun:
            return reverse("goods_desk:stocktake", args=[self.begun.number])
        return reverse("goods_desk:stocktakes")

    def perform(self, values: dict[str, Any]) -> str:
        kind, _dash, pk = values["scope"].partition("-")
        self.begun = open_stocktake(
            by=self.request.user,
            place=values["place"],
            category=Category.objects.get(pk=pk) if kind == "category" else None,
            collection=Collection.objects.get(pk=pk) if kind == "collection" else None,
            sku_ids=values["skus"] if kind == "picked" else (),
            note=values["note"],
            at=timezone.now(),
        )
        return _("Stocktake %(number)s has begun.") % {"number": self.begun.number}


class StocktakeMixin:
    """A screen about one stocktake."""

    permission_required = "inventory.view_stocktake"
    header_icon = "tasks"
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def stocktake(self) -> Stocktake:
        rows = Stocktake.objects.select_related("place", "category", "collection", "opened_by", "closed_by")
        return get_object_or_404(rows, number=self.kwargs["number"])

    def url(self) -> str:
        return reverse("goods_desk:stocktake_review", args=[self.stocktake.number])

    def counting_url(self) -> str:
        return reverse("goods_desk:stocktake", args=[self.stocktake.number])

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("goods_desk:stocktakes"), "label": _("Stocktakes")}]

    def get_page_title(self) -> str:
        return _("Stocktake %(number)s") % {"number": self.stocktake.number}

    def may(self, action: str) -> bool:
        return self.request.user.has_perm(f"inventory.{action}_stocktake")


class PostForm(forms.Form):
    """Why the books are changed."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("Kept with every movement, for example: month-end count."),
    )


class ReviewView(StocktakeMixin, DeskView):
    """What differs, what nobody has counted; and, once it is posted or given up, the document."""

    template_name = "admin/inventory/stocktake_review.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stocktake = self.stocktake
        lines = StocktakeLine.objects.filter(stocktake=stocktake).select_related("sku__product", "lot", "counted_by")
        lines = lines.defer("sku__product__body").annotate(size=Abs(F("counted") - F("expected")))
        if stocktake.is_open:
            lines = lines.exclude(size=0)
        page = Paginator(lines.order_by("-size", "sku__code", "pk"), ON_A_PAGE).get_page(self.request.GET.get("p"))
        rest = not_counted(stocktake) if stocktake.is_open else None
        rest_count = 0 if rest is None else capped_count(rest)
        may_post = stocktake.is_open and self.may("post")
        kwargs.setdefault("form", PostForm())
        found = self._problems()
        return super().get_context_data(
            stocktake=stocktake,
            figures=figures(stocktake),
            page=page,
            lines=[
                {"line": line, "problem": found.get(line.sku_id), "value_fen": _value(line)}
                for line in page.object_list
            ],
            problem_count=len(found),
            rest=[] if rest is None else _with_goods(rest)[:ON_A_PAGE],
            rest_count=count_text(rest_count),
            rest_is_cut=rest_count > ON_A_PAGE,
            may_count=stocktake.is_open and self.may("count"),
            may_post=may_post,
            may_see_cost=self.request.user.has_perm("catalog.view_cost"),
            counting_url=self.counting_url(),
            **kwargs,
        )

    def _problems(self) -> dict[int, str]:
        if not self.stocktake.is_open:
            return {}
        differing = StocktakeLine.objects.filter(stocktake=self.stocktake).exclude(counted=F("expected"))
        return problems(differing, place_id=self.stocktake.place_id, at=timezone.now())


def _value(line: StocktakeLine) -> int | None:
    return None if line.sku.cost_fen is None else line.difference * line.sku.cost_fen


def _with_goods(balances: Any) -> Any:
    rows = balances.select_related("stock__sku__product", "lot").defer("stock__sku__product__body")
    return rows.order_by("stock__sku__code", "pk")


class PostView(ReviewView):
    """Post it; a refusal is shown where the differences are."""

    permission_required = "inventory.post_stocktake"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = PostForm(request.POST)
        if form.is_valid():
            try:
                post_stocktake(
                    by=request.user, stocktake=self.stocktake, reason=form.cleaned_data["reason"], at=timezone.now()
                )
            except ShopError as error:
                self.stocktake.refresh_from_db()
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, _("Stocktake %(number)s is posted.") % {"number": self.stocktake.number})
                return redirect(self.url())
        return self.render_to_response(self.get_context_data(form=form), status=422)


class RestView(StocktakeMixin, ButtonView):
    """Say that what nobody counted is not there."""

    permission_required = "inventory.post_stocktake"

    def perform(self) -> str:
        count = count_rest_as_zero(by=self.request.user, stocktake=self.stocktake, at=timezone.now())
        return ngettext(
            "%(count)s line is counted as zero. Look at it before you post.",
            "%(count)s lines are counted as zero. Look at them before you post.",
            count,
        ) % {"count": count}


class LeaveOutView(StocktakeMixin, ButtonView):
    """Take one line out."""

    permission_required = "inventory.count_stocktake"

    def perform(self) -> str:
        lines = StocktakeLine.objects.filter(stocktake=self.stocktake).select_related("sku")
        line = get_object_or_404(lines, pk=self.kwargs["line"])
        leave_out(by=self.request.user, stocktake=self.stocktake, line=line)
        return _("%(code)s is left out: nobody has counted it.") % {"code": line.sku.code}


class CancelStocktakeView(StocktakeMixin, ButtonView):
    """Give it up."""

    permission_required = "inventory.count_stocktake"

    def perform(self) -> str:
        cancel_stocktake(by=self.request.user, stocktake=self.stocktake, at=timezone.now())
        return _("Stocktake %(number)s is given up. Stock stays as it was.") % {"number": self.stocktake.number}
