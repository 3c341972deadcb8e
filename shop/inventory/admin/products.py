"""The product list, completed with what this room knows: prices, stock, and the way to the SKU grid."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import BaseColumn
from wagtail.admin.widgets.button import HeaderButton

from shop.catalog.admin.product_list import ProductFilterSet, ProductIndexView
from shop.catalog.admin.products import ProductViewSet
from shop.catalog.enums import ProductKind
from shop.catalog.finding import few_ids
from shop.catalog.models import Product, Sku, SkuComponent, on_sale
from shop.core.desk import tool_buttons
from shop.core.tables import RowUrls, TemplateColumn
from shop.inventory import demand
from shop.inventory.admin.grid import grid_skus, rows_of
from shop.inventory.queries import short

STOCK_CHOICES = [("low", _("Low")), ("out", _("Sold out")), ("none", _("No SKU for sale"))]


def with_stock(products: QuerySet[Product], level: str, *, at: datetime) -> QuerySet[Product]:
    """Products of which a SKU for sale is low, or of which no unit can be bought, or that have no SKU for sale."""
    on_sale = Sku.objects.for_sale(at).filter(product=OuterRef("pk"))
    if level == "none":
        return products.filter(~Exists(on_sale))
    # The SKUs that are short are few: their products by id.
    for_sale = Sku.objects.for_sale(at)
    out = short(for_sale, "out", at=at).order_by()
    if level == "out":
        is_bundle = Exists(SkuComponent.objects.filter(sku=OuterRef("pk")))
        left = on_sale.filter(Q(is_stocked=False) | is_bundle | ~Q(pk__in=out.values("pk")))
        wanted = out
        products = products.filter(~Exists(left))
    else:
        wanted = short(for_sale, "low", at=at).order_by().exclude(pk__in=out.values("pk"))
    ids = few_ids(wanted, "product")
    return products.filter(pk__in=wanted.values("product") if ids is None else ids)  # type: ignore[misc]


def _level(product: Product, offer: dict[str, Any]) -> str:
    """As the filter has it; ``part``: nothing is low, but some of its SKUs are sold out. Full sessions are no fault."""
    levels = offer["levels"]
    if not offer["available"]:
        return "out"
    if "low" in levels:
        return "low"
    return "part" if "out" in levels and product.kind != ProductKind.SERVICE else "ok"


class GoodsFilterSet(ProductFilterSet):
    """State and collection, and how much there is."""

    stock = ChoiceFilter(
        label=_("Stock"), choices=STOCK_CHOICES, method="by_stock", widget=forms.RadioSelect, empty_label=_("All")
    )

    class Meta(ProductFilterSet.Meta):
        fields: Sequence[str] = []

    def by_stock(self, products: QuerySet[Product], name: str, value: str) -> QuerySet[Product]:
        return with_stock(products, value, at=timezone.now())


class GoodsIndexView(ProductIndexView):
    """Products with the price range and stock of their SKUs for sale."""

    filterset_class = GoodsFilterSet

    def offer_columns(self) -> list[BaseColumn]:
        return [
            TemplateColumn("price", "admin/inventory/cells/price.html", label=_("Price"), classname="mb-num"),
            TemplateColumn("stock", "admin/inventory/cells/stock.html", label=_("Available"), classname="mb-num"),
        ]

    def complete(self, rows: list[Any]) -> None:
        offers: dict[int, dict[str, Any]] = {}
        # Their products are here already, their pictures are not shown.
        found = grid_skus().select_related(None).prefetch_related(None).select_related("stock")
        skus = list(found.filter(on_sale(timezone.now()), product__in=rows).order_by())
        for row in rows_of(skus):
            offer = offers.setdefault(
                row.sku.product_id, {"prices": [], "available": 0, "levels": set(), "limit": True}
            )
            offer["prices"].append(row.sku.price_fen)
            offer["available"] += max(0, row.available)
            offer["levels"].add(row.level)
            offer["limit"] &= row.sku.is_stocked
        wait = demand.waiting(sku.pk for sku in skus)
        for sku in skus:
            offers[sku.product_id]["waiting"] = offers[sku.product_id].get("waiting", 0) + wait.get(sku.pk, 0)
        for product in rows:
            product.offer = offers.get(product.pk)
            if offer := product.offer:
                offer |= {"lowest": min(offer["prices"]), "highest": max(offer["prices"])}
                offer["sku_count"] = len(offer["prices"])
                product.level = _level(product, offer)

    def get_inspect_url(self, instance: Product) -> str | None:
        # Whoever may not edit the content comes to its SKUs instead.
        return self._sku_urls(instance.pk) if self.may_see_skus else None

    @cached_property
    def _sku_urls(self) -> RowUrls:
        return RowUrls("goods_desk:product")

    @cached_property
    def may_see_skus(self) -> bool:
        return bool(self.request.user.has_perm("catalog.view_sku"))

    def get_list_more_buttons(self, instance: Product) -> list[Any]:
        buttons = super().get_list_more_buttons(instance)
        buttons = [button for button in buttons if button.icon_name != "info-circle"]
        if self.may_see_skus:
            url = self._sku_urls(instance.pk)
            buttons.append(MenuItem(_("SKUs, prices and stock"), url=url, icon_name="table", priority=15))
        return buttons

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons = list(super().header_buttons)
        if self.may_see_skus:
            buttons.append(HeaderButton(_("All SKUs"), url=reverse("goods_desk:grid"), icon_name="table", priority=20))
        return [*buttons, *tool_buttons("products", self.request)]


class GoodsViewSet(ProductViewSet):
    """Products as the merchant sees them: content, price and stock side by side."""

    index_view_class = GoodsIndexView


def listed_products(by: Any, query: QueryDict) -> QuerySet[Product]:
    """The products of the list for this filter and search, by the list's own view: exactly what it would show."""
    index = Product.snippet_viewset.index_view  # type: ignore[attr-defined]
    view: Any = index.view_class(**index.view_initkwargs)
    request = HttpRequest()
    request.method, request.user = "GET", by
    request.GET = query  # type: ignore[assignment]
    view.setup(request)
    found: QuerySet[Product] = view.get_queryset()
    return found
