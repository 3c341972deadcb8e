"""Addresses of the goods side, below ``/admin/``."""

from django.urls import include, path

from shop.inventory.admin import bundles, counting, grid, lots, moves, places, quotas, skus, stock, stocktakes

app_name = "goods_desk"
desk = [
    path("skus/", grid.GridView.as_view(), name="grid"),
    path("skus/block/", skus.BlockView.as_view(), name="block"),
    path("skus/<int:pk>/", skus.SkuDetailView.as_view(), name="sku"),
    path("skus/<int:pk>/prices/", skus.PriceLogView.as_view(), name="price_log"),
    path("skus/<int:pk>/stock/", skus.LedgerView.as_view(), name="ledger"),
    path("skus/<int:pk>/receive/", moves.ReceiveView.as_view(), name="receive"),
    path("skus/<int:pk>/levels/", moves.LevelsView.as_view(), name="levels"),
    path("skus/<int:pk>/stocked/", bundles.StockedView.as_view(), name="stocked"),
    path("skus/<int:pk>/sale-end/", bundles.SaleEndView.as_view(), name="sale_end"),
    path("skus/<int:pk>/components/", bundles.ComponentsView.as_view(), name="components"),
    path("skus/<int:pk>/balances/<int:balance>/transfer/", moves.TransferView.as_view(), name="transfer"),
    path("skus/<int:pk>/balances/<int:balance>/condition/", moves.ConditionView.as_view(), name="condition"),
    path("skus/<int:pk>/balances/<int:balance>/write-off/", moves.WriteOffView.as_view(), name="write_off"),
    path("places/", places.PlacesView.as_view(), name="places"),
    path("places/<int:place>/", places.PlaceView.as_view(), name="place"),
    path("places/<int:place>/first/", places.FirstPlaceView.as_view(), name="place_first"),
    path("places/<int:place>/close/", places.ClosePlaceView.as_view(), name="place_close"),
    path("places/<int:place>/remove/", places.RemovePlaceView.as_view(), name="place_remove"),
    path("lots/", lots.LotsView.as_view(), name="lots"),
    path("lots/<int:lot>/", lots.LotView.as_view(), name="lot"),
    path("quotas/", quotas.QuotasView.as_view(), name="quotas"),
    path("quotas/add/", quotas.QuotaView.as_view(), name="quota_add"),
    path("quotas/<int:quota>/", quotas.QuotaView.as_view(), name="quota"),
    path("quotas/<int:quota>/end/", quotas.EndQuotaView.as_view(), name="quota_end"),
    path("stocktakes/", stocktakes.StocktakesView.as_view(), name="stocktakes"),
    path("stocktakes/add/", stocktakes.NewStocktakeView.as_view(), name="stocktake_add"),
    path("stocktakes/<slug:number>/", counting.CountingView.as_view(), name="stocktake"),
    path("stocktakes/<slug:number>/goods/<int:sku>/", counting.CountGoodsView.as_view(), name="stocktake_goods"),
    path("stocktakes/<slug:number>/review/", stocktakes.ReviewView.as_view(), name="stocktake_review"),
    path("stocktakes/<slug:number>/post/", stocktakes.PostView.as_view(), name="stocktake_post"),
    path("stocktakes/<slug:number>/rest/", stocktakes.RestView.as_view(), name="stocktake_rest"),
    path("stocktakes/<slug:number>/cancel/", stocktakes.CancelStocktakeView.as_view(), name="stocktake_cancel"),
    path(
        "stocktakes/<slug:number>/lines/<int:line>/leave-out/",
        stocktakes.LeaveOutView.as_view(),
        name="stocktake_leave_out",
    ),
    path("stock/", stock.StockView.as_view(), name="stock"),
    path("movements/", stock.MovementsView.as_view(), name="movements"),
]
urlpatterns = [
    # Below the list of products, whose item of the menu is then the current one.
    path("snippets/catalog/product/<int:pk>/skus/", grid.ProductGridView.as_view(), name="product"),
    path("goods/", include(desk)),
]
