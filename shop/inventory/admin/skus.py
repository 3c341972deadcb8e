"""One SKU: its row, its price log, its stock ledger; and the door for a block of rows."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin import messages

from shop.catalog.enums import PriceKind
from shop.catalog.models import PriceEntry, Sku, SkuComponent
from shop.catalog.price_chart import Chart, chart
from shop.catalog.price_history import SHOWN_DAYS, histories
from shop.core.desk import DeskMixin, DeskView, keyset_page
from shop.core.errors import InvalidInput
from shop.inventory import demand
from shop.inventory.admin.forms import SkuForm
from shop.inventory.admin.grid import GridMixin, GridRow, draws_of, grid_skus, row_of, stock_of
from shop.inventory.admin.saving import read_cells, save_block, save_cells, stored_cells
from shop.inventory.models import Balance, StockItem, StockMovement

LATEST = 8
A_YEAR = timedelta(days=365)


class SkuView(GridMixin, DeskView):
    """A screen about one SKU."""

    permission_required = "catalog.view_sku"
    header_icon = "table"

    @cached_property
    def sku(self) -> Sku:
        return get_object_or_404(grid_skus(), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return self.sku.code

    def trail(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailsnippets_catalog_product:list"), "label": _("Products")},
            {"url": reverse("goods_desk:product", args=[self.sku.product_id]), "label": self.sku.product.title},
        ]

    @property
    def stock(self) -> StockItem:
        """The stock row, or an empty one for a SKU that never had any."""
        return stock_of(self.sku)

    @property
    def may_see_prices(self) -> bool:
        return self.request.user.has_perm("catalog.view_priceentry")

    @property
    def may_see_movements(self) -> bool:
        return self.request.user.has_perm("inventory.view_stockmovement")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            sku=self.sku,
            row=row_of(self.sku),
            **vars(self.rights),
            may_see_prices=self.may_see_prices,
            may_see_movements=self.may_see_movements,
            **kwargs,
        )


def price_lines(entries: list[PriceEntry]) -> list[dict[str, Any]]:
    """Price entries, newest first, each asked price with the one before it (the list holds one entry more)."""
    lines = []
    for place, entry in enumerate(entries):
        before = None
        if entry.kind == PriceKind.ASKED:
            before = next((older for older in entries[place + 1 :] if older.kind == PriceKind.ASKED), None)
        lines.append({"entry": entry, "before": before, "promotion_id": _promotion_id(entry)})
    return lines


def _promotion_id(entry: PriceEntry) -> int | None:
    room, _colon, pk = entry.reference.partition(":")
    return int(pk) if room == "promotion" and pk.isdecimal() else None


def chart_of(sku: Sku, *, span: timedelta = SHOWN_DAYS) -> Chart | None:
    """What a SKU cost until now, drawn."""
    found = histories([sku], at=timezone.now(), span=span).get(sku.pk)
    return chart(found) if found else None


class SkuDetailView(SkuView):
    """The row as a form, and the latest of both ledgers. POST saves, by the grid's script or as a plain form."""

    template_name = "admin/inventory/sku.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = row_of(self.sku)
        if "form" not in kwargs:
            initial = {**stored_cells(row), "is_active": self.sku.is_active}
            kwargs["form"] = SkuForm(initial=initial, rights=self.rights)
        prices = PriceEntry.objects.filter(sku=self.sku).select_related("by").order_by("-at", "-id")
        components = list(SkuComponent.objects.filter(sku=self.sku).select_related("component__product"))
        balances = Balance.objects.filter(stock=self.sku.pk, on_hand__gt=0).select_related("place", "lot")
        movements = StockMovement.objects.filter(stock=self.sku.pk).select_related("by", "place", "lot")
        return super().get_context_data(
            prices=price_lines(list(prices[: LATEST + 1]))[:LATEST] if self.may_see_prices else [],
            chart=chart_of(self.sku) if self.may_see_prices else None,
            movements=list(movements.order_by("-at", "-id")[:LATEST]) if self.may_see_movements else [],
            balances=list(balances.order_by("place__position", "place", "condition", "lot__expires_on", "pk")),
            draws=draws_of(components),
            stock=self.stock,
            waiting=demand.waiting([self.sku.pk]).get(self.sku.pk, 0),
            today=timezone.localdate(),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (self.rights.may_price or self.rights.may_stock):
            raise PermissionDenied
        saved = save_cells(by=request.user, sku=self.sku, data=request.POST, rights=self.rights)
        if saved.status == 200:
            messages.success(request, _("%(code)s is saved.") % {"code": self.sku.code})
            return redirect(_back(request, self.sku))
        self.sku.refresh_from_db()
        row = row_of(grid_skus().get(pk=self.sku.pk))
        context = self.get_context_data(form=self._with_current(saved.form, row), broken=saved.broken)
        return self.render_to_response(context, status=saved.status)

    def _with_current(self, form: SkuForm, row: GridRow) -> SkuForm:
        """The form as typed, but having seen what is stored now: saving again is then a decision."""
        data: Any = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        stored = stored_cells(row)
        data.update(
            {
                name: "" if stored[name] is None else stored[name]
                for name in stored
                if name.endswith("_seen") and name in data
            }
        )
        form.data = data
        # Cells that were not sent are shown as they are.
        full = SkuForm(initial=form.initial, rights=self.rights)
        for name, field in full.fields.items():
            if name not in form.fields:
                form.fields[name] = field
                form.initial.setdefault(name, stored.get(name))
                if name in stored and name not in data:
                    data[name] = field.prepare_value(stored[name])
        return form


def _back(request: HttpRequest, sku: Sku) -> str:
    """The screen the row came from; only those there are."""
    if request.POST.get("back") == "product":
        return reverse("goods_desk:product", args=[sku.product_id])
    if request.POST.get("back") == "options":
        return reverse("product_desk:options", args=[sku.product_id])
    if request.POST.get("back") == "grid":
        return reverse("goods_desk:grid")
    return reverse("goods_desk:sku", args=[sku.pk])


class BlockView(GridMixin, DeskMixin, View):
    """POST a block of cells as the grid's script does: each is saved or says why not. See ``saving``."""

    permission_required = "catalog.view_sku"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (self.rights.may_price or self.rights.may_stock):
            raise PermissionDenied
        try:
            cells = read_cells(request.body)
        except InvalidInput as error:
            return JsonResponse({"problem": str(error)}, status=error.status)
        return JsonResponse(save_block(by=request.user, cells=cells, rights=self.rights))


class PriceLogView(SkuView):
    """What it cost in the last year, drawn, and every price asked, promised and paid, newest first."""

    permission_required = "catalog.view_priceentry"
    template_name = "admin/inventory/price_log.html"

    def get_page_title(self) -> str:
        return _("Price log of %(code)s") % {"code": self.sku.code}

    def trail(self) -> list[dict[str, Any]]:
        return [*super().trail(), {"url": reverse("goods_desk:sku", args=[self.sku.pk]), "label": self.sku.code}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = keyset_page(
            PriceEntry.objects.filter(sku=self.sku).select_related("by"),
            field="at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
        )
        lines = price_lines(list(page.rows))
        # The oldest asked price of the page changed from one on the next page.
        if lines and page.next_cursor:
            last = next((line for line in reversed(lines) if line["entry"].kind == PriceKind.ASKED), None)
            if last:
                last["before"] = (
                    PriceEntry.objects.filter(sku=self.sku, kind=PriceKind.ASKED, at__lt=last["entry"].at)
                    .order_by("-at", "-id")
                    .first()
                )
        return super().get_context_data(page=page, lines=lines, chart=chart_of(self.sku, span=A_YEAR), **kwargs)


class LedgerView(SkuView):
    """Every movement of one SKU, newest first, with the balance after it."""

    permission_required = "inventory.view_stockmovement"
    template_name = "admin/inventory/ledger.html"

    def get_page_title(self) -> str:
        return _("Stock ledger of %(code)s") % {"code": self.sku.code}

    def trail(self) -> list[dict[str, Any]]:
        return [*super().trail(), {"url": reverse("goods_desk:sku", args=[self.sku.pk]), "label": self.sku.code}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = keyset_page(
            StockMovement.objects.filter(stock=self.sku.pk).select_related("by", "place", "lot"),
            field="at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
        )
        return super().get_context_data(page=page, movements=page.rows, **kwargs)
