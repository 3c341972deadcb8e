"""The SKU grid: a small spreadsheet of prices and stock in which every cell takes effect at once.

Works as plain forms, one for each row; ``static/js/admin/grid.js`` makes cells of them and sends them in blocks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from shop.catalog import finding
from shop.catalog.enums import ProductKind
from shop.catalog.models import Option, Product, Sku, SkuComponent, on_sale
from shop.catalog.operations import create_skus
from shop.core.desk import DeskView, keyset_page
from shop.core.errors import ShopError
from shop.core.money import yuan
from shop.inventory.admin.forms import REASON_CHOICES, MatrixForm, Rights, SkuFilterForm
from shop.inventory.models import StockItem
from shop.inventory.queries import available, short
from shop.inventory.rules import stock_level

LEVEL_LABELS = {"out": gettext_lazy("Sold out"), "low": gettext_lazy("Low"), "ok": gettext_lazy("In stock")}


@dataclass(frozen=True)
class GridRow:
    """A SKU with its stock, as the grid shows it. ``available`` is what a shopper could buy now."""

    sku: Sku
    on_hand: int
    reserved: int
    available: int
    low_at: int | None = None
    is_bundle: bool = False
    # Shoppers who wait for it, where a list tells.
    waiting: int = 0

    @property
    def form_key(self) -> str:
        """For the row's form; text, because templates join text only."""
        return str(self.sku.pk)

    @property
    def has_own_stock(self) -> bool:
        return self.sku.is_stocked and not self.is_bundle

    @property
    def available_text(self) -> str:
        return str(self.available) if self.sku.is_stocked else _("no limit")

    @property
    def level(self) -> str:
        return stock_level(self.available, self.low_at)

    @property
    def level_label(self) -> Any:
        return LEVEL_LABELS[self.level]

    @property
    def price_text(self) -> str:
        return yuan(self.sku.price_fen).replace(",", "")

    @property
    def cost_text(self) -> str:
        return "" if self.sku.cost_fen is None else yuan(self.sku.cost_fen).replace(",", "")

    @property
    def weight_text(self) -> str:
        return "" if self.sku.weight_g is None else str(self.sku.weight_g)

    def as_json(self, *, may_cost: bool) -> dict[str, Any]:
        """What the script puts into the cells after a save; a cost only for who may see it."""
        cost = {"cost": self.cost_text, "cost_seen": "" if self.sku.cost_fen is None else self.sku.cost_fen}
        return {
            **(cost if may_cost else {}),
            "weight": self.weight_text,
            "weight_seen": self.weight_text,
            "barcode": self.sku.barcode,
            "barcode_seen": self.sku.barcode,
            "code": self.sku.code,
            "code_seen": self.sku.code,
            "price": self.price_text,
            "price_seen": self.sku.price_fen,
            "stock": self.on_hand,
            "stock_seen": self.on_hand,
            "reserved": self.reserved,
            "available": self.available if self.sku.is_stocked else self.available_text,
            "level": self.level,
            "level_label": str(self.level_label),
            "is_active": self.sku.is_active,
        }


def rows_of(skus: Iterable[Sku]) -> list[GridRow]:
    """The rows of these SKUs (``grid_skus``); one that never had stock has none. At most one query."""
    skus = list(skus)
    stocks = {sku.pk: stock_of(sku) for sku in skus}
    # A plain counter says what is available; for bundles, expiry dates and quotas there is more to ask.
    special = [pk for pk, stock in stocks.items() if not stock.is_plain]
    special += [sku.pk for sku in skus if sku.is_bundle or not sku.is_stocked]  # type: ignore[attr-defined]  # annotated
    free = available(special, at=timezone.now()) if special else {}
    return [
        GridRow(
            sku=sku,
            on_hand=stocks[sku.pk].on_hand,
            reserved=stocks[sku.pk].reserved,
            available=free.get(sku.pk, stocks[sku.pk].available),
            low_at=stocks[sku.pk].low_at,
            is_bundle=sku.is_bundle,  # type: ignore[attr-defined]  # annotated
        )
        for sku in skus
    ]


def row_of(sku: Sku) -> GridRow:
    """The row of one SKU."""
    return rows_of([sku])[0]


def stock_of(sku: Sku) -> StockItem:
    """Its stock row, or an empty one that is not stored."""
    try:
        return sku.stock
    except StockItem.DoesNotExist:
        return StockItem(sku=sku)


def draws_of(components: list[SkuComponent]) -> list[dict[str, Any]]:
    """For each component: units for one, units available, and for how many bundles they last."""
    free = available([row.component_id for row in components], at=timezone.now()) if components else {}
    return [
        {"row": row, "available": free[row.component_id], "lasts": free[row.component_id] // row.quantity}
        for row in components
    ]


def grid_skus() -> QuerySet[Sku]:
    """SKUs with what a row needs."""
    is_bundle = Exists(SkuComponent.objects.filter(sku=OuterRef("pk")))
    skus = Sku.objects.select_related("product", "stock", "image").prefetch_related("image__renditions")
    return skus.defer("product__body").annotate(is_bundle=is_bundle)


def find_skus(skus: QuerySet[Sku], values: dict[str, Any]) -> QuerySet[Sku]:
    """Narrow by search text and stock level."""
    if text := values.get("q", "").strip():
        skus = finding.find_skus(skus, text)
    if values.get("level"):
        # What nobody can buy anyway (drafts, off sale) is not missing from the shelf.
        at = timezone.now()
        # Nor is a full session: nobody orders more of its seats.
        goods = skus.filter(on_sale(at), product__live=True).exclude(product__kind=ProductKind.SERVICE)
        skus = short(goods, values["level"], at=at)
    return skus


class GridMixin:
    """What every page with grid rows hands to its template."""

    request: HttpRequest

    @cached_property
    def rights(self) -> Rights:
        may = self.request.user.has_perm
        may_price = may("catalog.change_sku")
        return Rights(
            may_price=may_price,
            may_cost=may_price and may("catalog.view_cost"),
            may_stock=may("inventory.change_stockitem"),
        )

    def grid_context(self, skus: Any) -> dict[str, Any]:
        return {"rows": rows_of(skus), "reasons": REASON_CHOICES, **vars(self.rights)}


class GridView(GridMixin, DeskView):
    """All SKUs, newest first."""

    permission_required = "catalog.view_sku"
    template_name = "admin/inventory/grid.html"
    page_title = gettext_lazy("SKUs, prices and stock")
    header_icon = "table"
    listing = "skus"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = SkuFilterForm(self.request.GET)
        skus = find_skus(grid_skus(), form.cleaned_data) if form.is_valid() else Sku.objects.none()
        page = keyset_page(
            skus,
            field="created_at",
            after=self.request.GET.get("after", ""),
            before=self.request.GET.get("before", ""),
        )
        return super().get_context_data(
            form=form,
            page=page,
            is_filtered=bool(self.request.GET.get("q") or self.request.GET.get("level")),
            **self.grid_context(page.rows),
            **kwargs,
        )


class ProductGridView(GridMixin, DeskView):
    """The SKUs of one product, and the form that adds more."""

    permission_required = "catalog.view_sku"
    template_name = "admin/inventory/product_grid.html"
    header_icon = "table"

    @cached_property
    def product(self) -> Product:
        return get_object_or_404(Product, pk=self.kwargs["pk"])

    @cached_property
    def may_add(self) -> bool:
        return self.request.user.has_perm("catalog.add_sku")

    def get_page_title(self) -> str:
        return self.product.title

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("wagtailsnippets_catalog_product:list"), "label": _("Products")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        skus = grid_skus().filter(product=self.product).order_by("position", "id")
        kwargs.setdefault("matrix_form", MatrixForm(initial=self._known_options()) if self.may_add else None)
        return super().get_context_data(product=self.product, **self.grid_context(skus), **kwargs)

    def _known_options(self) -> dict[str, str]:
        options = Option.objects.filter(product=self.product).prefetch_related("values")[:3]
        return {
            name: text
            for number, option in enumerate(options, start=1)
            for name, text in (
                (f"option{number}", option.name),
                (f"values{number}", _(", ").join(value.value for value in option.values.all())),
            )
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_add:
            messages.error(request, _("Your role does not add SKUs."))
            return redirect(request.path)
        form = MatrixForm(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            try:
                matrix = create_skus(
                    by=request.user,
                    product=self.product,
                    code=data["code"],
                    price_fen=data["price"],
                    options=data["options"],
                )
            except ShopError as error:
                form.add_error({"options": "option1"}.get(error.field or "", error.field), str(error))
            else:
                self._tell(request, len(matrix.created), matrix.existing_count)
                return redirect(request.path)
        return self.render_to_response(self.get_context_data(matrix_form=form), status=422)

    def _tell(self, request: HttpRequest, count: int, existing_count: int) -> None:
        if not count:
            messages.warning(request, _("All these combinations are there already. Nothing was added."))
            return
        said = ngettext("%(count)s SKU was added.", "%(count)s SKUs were added.", count) % {"count": count}
        if existing_count:
            said = f"{said} " + (
                ngettext(
                    "%(count)s combination was there already.",
                    "%(count)s combinations were there already.",
                    existing_count,
                )
                % {"count": existing_count}
            )
        messages.success(request, said)
