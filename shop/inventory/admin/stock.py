"""Stock and movements of all goods."""

from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Sku
from shop.core.desk import DeskView, capped_count, count_text, keyset_page
from shop.inventory import demand
from shop.inventory.admin.forms import MovementFilterForm, SkuFilterForm
from shop.inventory.admin.grid import find_skus, grid_skus, rows_of
from shop.inventory.models import StockMovement


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
            tabs=[
                {
                    "key": key,
                    "label": label,
                    "count": count_text(capped_count(find_skus(Sku.objects.all(), {"level": key}))),
                    "is_current": key == level,
                }
                for key, label in SkuFilterForm.LEVELS
            ],
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
        movements = find_movements(form.cleaned_data) if form.is_valid() else StockMovement.objects.none()
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
            is_filtered=bool(self.request.GET.get("q") or self.request.GET.get("reason")),
            **kwargs,
        )


def find_movements(values: dict[str, Any]) -> QuerySet[StockMovement]:
    """Narrow by search text and reason."""
    movements = StockMovement.objects.all()
    if values["reason"]:
        movements = movements.filter(reason=values["reason"])
    text = values["q"].strip()
    if text:
        skus = Sku.objects.filter(Q(code__icontains=text) | Q(product__title__icontains=text)).order_by()
        is_theirs = Q(stock__in=skus.values("pk")) | Q(sku_code__iexact=text)
        movements = movements.filter(is_theirs | Q(reference__iexact=text))
    return movements
