"""Stock and movements of all goods."""

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shop.catalog import finding
from shop.catalog.models import Sku
from shop.core.desk import DeskView, keyset_page, tabs_of
from shop.inventory import demand
from shop.inventory.admin.forms import MovementFilterForm, SkuFilterForm
from shop.inventory.admin.grid import find_skus, grid_skus, rows_of
from shop.inventory.models import StockMovement

RECENT = 10_000


class StockView(DeskView):
    """How much there is of everything; low and sold out as tabs with counts."""

    permission_required = "inventory.view_stockitem"
    template_name = "admin/inventory/stock.html"
    page_title = _("Stock")
    header_icon = "clipboard-list"
    listing = "stock"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = SkuFilterForm(self.request.GET)
        valid = form.is_valid()
        skus = find_skus(grid_skus(), form.cleaned_data) if valid else Sku.objects.none()
        page = keyset_page(
            skus,
            field="created_at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
        )
        level = form.cleaned_data.get("level", "") if valid else ""
        waiting = demand.waiting(sku.pk for sku in page.rows)
        rows = [replace(row, waiting=waiting.get(row.sku.pk, 0)) for row in rows_of(page.rows)]
        return super().get_context_data(
            form=form,
            page=page,
            rows=rows,
            waiting=waiting,
            level=level,
            tabs=tabs_of(
                SkuFilterForm.LEVELS,
                current=level,
                rows=lambda key: find_skus(Sku.objects.all(), {"level": key}),
                name="level",
            ),
            is_filtered=bool(self.request.GET.get("q")),
            **kwargs,
        )


class MovementsView(DeskView):
    """Every change of stock on hand, newest first."""

    permission_required = "inventory.view_stockmovement"
    template_name = "admin/inventory/movements.html"
    page_title = _("Stock movements")
    header_icon = "history"
    listing = "movements"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = MovementFilterForm(self.request.GET)
        movements, is_cut = find_latest(form.cleaned_data) if form.is_valid() else (StockMovement.objects.none(), False)
        page = keyset_page(
            movements.select_related("stock__sku__product", "place", "lot", "by").defer("stock__sku__product__body"),
            field="at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
        )
        return super().get_context_data(
            form=form,
            page=page,
            movements=page.rows,
            recent=RECENT if is_cut else 0,
            is_filtered=bool(self.request.GET.get("q") or self.request.GET.get("reason")),
            **kwargs,
        )


def find_movements(values: dict[str, Any]) -> QuerySet[StockMovement]:
    """Narrow by search text and reason."""
    movements, text = _because_of(values["reason"]), values["q"].strip()
    found = _of(movements, text)
    return movements.filter(finding.matching(text, "stock__sku__")) if found is None else found


def find_latest(values: dict[str, Any]) -> tuple[QuerySet[StockMovement], bool]:
    """The same for a page. Of a text that means very many goods only the ``RECENT`` latest are looked through (True):
    nobody knows how far back the next one of them is.
    """
    movements, text = _because_of(values["reason"]), values["q"].strip()
    found = _of(movements, text)
    if found is not None:
        return found, False
    since = movements.order_by("-at", "-pk").values_list("at", flat=True)[RECENT : RECENT + 1].first()
    recent = movements.filter(at__gt=since) if since else movements
    return recent.filter(finding.matching(text, "stock__sku__")), since is not None


def _because_of(reason: str) -> QuerySet[StockMovement]:
    movements = StockMovement.objects.all()
    return movements.filter(reason=reason) if reason else movements


def _of(movements: QuerySet[StockMovement], text: str) -> QuerySet[StockMovement] | None:
    """Those of a document, of a SKU that was taken back, of some goods; None for very many goods.

    One question after the other, each with an index: "this or that" over millions of rows has none.
    """
    if not text:
        return movements
    exactly = {text, text.upper()}
    if StockMovement.objects.filter(reference__in=exactly).exists():
        return movements.filter(reference__in=exactly)
    if StockMovement.objects.filter(sku_code__in=exactly).exists():
        return movements.filter(sku_code__in=exactly)
    ids = finding.sku_ids(text)
    return None if ids is None else movements.filter(stock__in=ids)
