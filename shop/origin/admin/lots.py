"""Lots as their origin is told: which have a story, what it says, and which orders they went out with."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from shop.core.desk import DeskView, keyset_page
from shop.core.errors import ShopError
from shop.inventory.admin.lots import find_lots
from shop.inventory.models import Lot
from shop.origin.admin.forms import LotSearchForm, StoryForm
from shop.origin.models import LotStory, PrintRun
from shop.origin.operations import save_story
from shop.origin.queries import orders_of_lot, scans_of

_SHOWN = 50


class LotsView(DeskView):
    """Lots, newest first, with what is told of them."""

    permission_required = "origin.view_printrun"
    template_name = "admin/origin/lots.html"
    page_title = gettext_lazy("Stories of lots")
    header_icon = "site"

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("origin_desk:runs"), "label": _("Origin and codes")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = LotSearchForm(self.request.GET)
        text = form.cleaned_data["q"] if form.is_valid() else ""
        lots = find_lots(text, tab="", at=timezone.now()) if form.is_valid() else Lot.objects.none()
        page = keyset_page(
            lots.select_related("sku__product", "story").defer("sku__product__body"),
            field="created_at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
        )
        rows = [{"lot": lot, "story": getattr(lot, "story", None)} for lot in page.rows]
        return super().get_context_data(form=form, page=page, rows=rows, is_filtered=bool(text), **kwargs)


class OneLotView(DeskView):
    """A screen about one lot."""

    permission_required = "origin.view_printrun"
    header_icon = "site"

    @cached_property
    def lot(self) -> Lot:
        return get_object_or_404(Lot.objects.select_related("sku__product"), pk=self.kwargs["lot"])

    @cached_property
    def story(self) -> LotStory | None:
        known = LotStory.objects.select_related("image", "page").prefetch_related("documents__document")
        return known.filter(lot=self.lot).first()

    def get_page_title(self) -> str:
        return _("Lot %(code)s") % {"code": self.lot.code}

    def trail(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("origin_desk:runs"), "label": _("Origin and codes")},
            {"url": reverse("origin_desk:lots"), "label": _("Stories of lots")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The address brings the lot's number under the same name.
        return super().get_context_data(**{**kwargs, "lot": self.lot, "sku": self.lot.sku, "story": self.story})


class LotView(OneLotView):
    """What is told of a lot, the labels that lead to it, and the orders it went out with."""

    template_name = "admin/origin/lot.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        runs = list(PrintRun.objects.filter(lot=self.lot).order_by("-created_at", "-pk")[:_SHOWN])
        scans = scans_of(runs)
        may_see_orders = self.request.user.has_perm("orders.view_order")
        return super().get_context_data(
            runs=[{"run": run, "scans": scans.get(run.pk, 0)} for run in runs],
            orders=list(orders_of_lot(self.lot)[: _SHOWN + 1]) if may_see_orders else None,
            shown=_SHOWN,
            may_write=self.request.user.has_perm("origin.change_lotstory"),
            may_print=self.request.user.has_perm("origin.add_printrun"),
            **kwargs,
        )


class StoryView(OneLotView):
    """Write down what is told."""

    permission_required = "origin.change_lotstory"
    template_name = "admin/origin/story.html"

    def get_page_title(self) -> str:
        return _("Story of lot %(code)s") % {"code": self.lot.code}

    def trail(self) -> list[dict[str, Any]]:
        return [*super().trail(), {"url": self.lot_url(), "label": self.lot.code}]

    def lot_url(self) -> str:
        return reverse("origin_desk:lot", args=[self.lot.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", StoryForm(self.story))
        return super().get_context_data(url=self.lot_url(), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = StoryForm(self.story, request.POST)
        if form.is_valid():
            try:
                story = save_story(by=request.user, lot=self.lot, data=form.story(), at=timezone.now())
            except ShopError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                said = _("Saved, and public.") if story.is_public else _("Saved. Nobody sees it until it is public.")
                messages.success(request, said)
                return redirect(self.lot_url())
        return self.render_to_response(self.get_context_data(form=form), status=422)
