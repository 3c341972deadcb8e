"""Addresses of the goods side, below ``/admin/goods/``."""

from django.urls import path

from shop.inventory.admin import grid, import_result, imports, skus, stock

app_name = "goods_desk"
urlpatterns = [
    path("skus/", grid.GridView.as_view(), name="grid"),
    path("skus/<int:pk>/", skus.SkuDetailView.as_view(), name="sku"),
    path("skus/<int:pk>/prices/", skus.PriceLogView.as_view(), name="price_log"),
    path("skus/<int:pk>/stock/", skus.LedgerView.as_view(), name="ledger"),
    path("products/<int:pk>/skus/", grid.ProductGridView.as_view(), name="product"),
    path("stock/", stock.StockView.as_view(), name="stock"),
    path("movements/", stock.MovementsView.as_view(), name="movements"),
    path("import/", imports.ImportsView.as_view(), name="imports"),
    path("import/<int:pk>/", imports.ImportView.as_view(), name="import"),
    path("import/<int:pk>/check/", imports.CheckView.as_view(), name="import_check"),
    path("import/<int:pk>/confirm/", imports.ConfirmView.as_view(), name="import_confirm"),
    path("import/<int:pk>/go-on/", imports.GoOnView.as_view(), name="import_go_on"),
    path("import/<int:pk>/refused/", import_result.RefusedFileView.as_view(), name="import_refused"),
]
