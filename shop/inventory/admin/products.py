"""The product list, completed with what this room knows: prices, stock, and the way to the SKU grid."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import BaseColumn
from wagtail.admin.widgets.button import HeaderButton

from shop.catalog.admin.products import ProductFilterSet, ProductIndexView, ProductViewSet, TemplateColumn
from shop.catalog.models import Product, Sku
from shop.inventory.models import StockItem
from shop.inventory.rules import LOW_STOCK_UNITS, stock_level

STOCK_CHOICES = [("low", _("Low")), ("out", _("Sold out")), ("none", _("No SKU for sale"))]


def with_stock(products: QuerySet[Product], level: str) -> QuerySet[Product]:
    """Products of which a SKU for sale is low, or of which no unit can be bought, or that have no SKU for sale."""
    on_sale = Sku.objects.filter(product=OuterRef("pk"), is_active=True)
    stock = StockItem.objects.filter(sku__product=OuterRef("pk"), sku__is_active=True)
    if level == "none":
        return products.filter(~Exists(on_sale))
    if level == "out":
        return products.filter(Exists(on_sale), ~Exists(stock.filter(on_hand__gt=F("reserved"))))
    low = stock.filter(on_hand__gt=F("reserved"), on_hand__lte=F("reserved") + LOW_STOCK_UNITS)
    return products.filter(Exists(low))


class GoodsFilterSet(ProductFilterSet):
    """State and collection, and how much there is."""

    stock = ChoiceFilter(
        label=_("Stock"), choices=STOCK_CHOICES, method="by_stock", widget=forms.RadioSelect, empty_label=_("All")
    )

    class Meta(ProductFilterSet.Meta):
        fields: Sequence[str] = []

    def by_stock(self, products: QuerySet[Product], name: str, value: str) -> QuerySet[Product]:
        return with_stock(products, value)


class GoodsIndexView(ProductIndexView):
    """Products with the price range and stock of their SKUs for sale."""

    filterset_class = GoodsFilterSet

    def offer_columns(self) -> list[BaseColumn]:
        return [
            TemplateColumn("price", "admin/inventory/cells/price.html", label=_("Price"), classname="mb-num"),
            TemplateColumn("stock", "admin/inventory/cells/stock.html", label=_("Available"), classname="mb-num"),
        ]

    def complete(self, rows: list[Any]) -> None:
        sums = {
            row["product"]: row
            for row in Sku.objects.filter(product__in=rows, is_active=True)
            .order_by()
            .values("product")
            .annotate(
                lowest=Min("price_fen"),
                highest=Max("price_fen"),
                sku_count=Count("pk"),
                available=Sum(Coalesce(F("stock__on_hand") - F("stock__reserved"), 0)),
                low_count=Count("pk", filter=Q(stock__on_hand__lte=F("stock__reserved") + LOW_STOCK_UNITS)),
            )
        }
        for product in rows:
            product.offer = sums.get(product.pk)
            if product.offer:
                product.level = stock_level(product.offer["available"])
                if product.level == "ok" and product.offer["low_count"]:
                    product.level = "low"

    def get_inspect_url(self, instance: Product) -> str | None:
        # Whoever may not edit the content comes to its SKUs instead.
        return reverse("goods_desk:product", args=[instance.pk]) if self.may_see_skus else None

    @cached_property
    def may_see_skus(self) -> bool:
        return bool(self.request.user.has_perm("catalog.view_sku"))

    def get_list_more_buttons(self, instance: Product) -> list[Any]:
        buttons = super().get_list_more_buttons(instance)
        buttons = [button for button in buttons if button.icon_name != "info-circle"]
        if self.may_see_skus:
            url = reverse("goods_desk:product", args=[instance.pk])
            buttons.append(MenuItem(_("SKUs, prices and stock"), url=url, icon_name="table", priority=15))
        return buttons

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons = list(super().header_buttons)
        if self.may_see_skus:
            buttons.append(HeaderButton(_("All SKUs"), url=reverse("goods_desk:grid"), icon_name="table", priority=20))
        if self.request.user.has_perm("bulk.view_run"):
            buttons.append(HeaderButton(_("Import"), url=reverse("bulk_desk:imports"), icon_name="upload", priority=30))
        return buttons


class GoodsViewSet(ProductViewSet):
    """Products as the merchant sees them: content, price and stock side by side."""

    index_view_class = GoodsIndexView
