"""Addresses of the goods side, below ``/admin/goods/``."""

from django.urls import path

from shop.inventory.admin import grid, skus, stock

app_name = "goods_desk"
urlpatterns = [
    path("skus/", grid.GridView.as_view(), name="grid"),
    path("skus/<int:pk>/", skus.SkuDetailView.as_view(), name="sku"),
    path("skus/<int:pk>/prices/", skus.PriceLogView.as_view(), name="price_log"),
    path("skus/<int:pk>/stock/", skus.LedgerView.as_view(), name="ledger"),
    path("products/<int:pk>/skus/", grid.ProductGridView.as_view(), name="product"),
    path("stock/", stock.StockView.as_view(), name="stock"),
    path("movements/", stock.MovementsView.as_view(), name="movements"),
]
