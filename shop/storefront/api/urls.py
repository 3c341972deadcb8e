"""Addresses of the API."""

from django.urls import path, re_path
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from shop.storefront.api.views import (
    arrivals,
    batches,
    cart,
    cases,
    erasure,
    goods,
    invoices,
    orders,
    places,
    presales,
    wallet,
)

app_name = "api"

urlpatterns = [
    path("v1/", arrivals.RootView.as_view(), name="root"),
    path("v1/customers/", arrivals.CustomerCreateView.as_view(), name="customer-create"),
    path("v1/customers/erasure/", erasure.ErasureView.as_view(), name="erasure"),
    path("v1/products/", goods.ProductListView.as_view(), name="product-list"),
    path("v1/products/<slug:slug>/", goods.ProductView.as_view(), name="product"),
    path("v1/products/<slug:slug>/enquiries/", goods.EnquiryCreateView.as_view(), name="enquiry-create"),
    path("v1/products/<slug:slug>/skus/<int:sku>/prices/", goods.PriceHistoryView.as_view(), name="price-history"),
    path("v1/collections/", goods.CollectionListView.as_view(), name="collection-list"),
    path("v1/cart/", cart.CartView.as_view(), name="cart"),
    path("v1/cart/lines/", cart.CartLineListView.as_view(), name="cart-line-list"),
    path("v1/cart/lines/<int:sku>/", cart.CartLineView.as_view(), name="cart-line"),
    path("v1/cart/lines/<int:sku>/<slug:key>/", cart.SpecifiedCartLineView.as_view(), name="cart-line-specified"),
    path("v1/cart/pictures/", cart.PictureListView.as_view(), name="cart-picture-list"),
    path("v1/regions/", places.RegionListView.as_view(), name="region-list"),
    path("v1/pickup-places/", places.PickupPlaceListView.as_view(), name="pickup-place-list"),
    path("v1/orders/", orders.OrderListView.as_view(), name="order-list"),
    path("v1/orders/<slug:number>/", orders.OrderView.as_view(), name="order"),
    path("v1/orders/<slug:number>/cancel/", orders.OrderCancelView.as_view(), name="order-cancel"),
    path("v1/orders/<slug:number>/give-up/", presales.GiveUpView.as_view(), name="order-give-up"),
    path("v1/pre-sales/<int:presale>/orders/", presales.AdvanceOrderView.as_view(), name="presale-order-create"),
    path("v1/orders/<slug:number>/receipt/", orders.OrderReceiptView.as_view(), name="order-receipt"),
    path("v1/orders/<slug:number>/payments/", orders.PaymentCreateView.as_view(), name="payment-create"),
    path("v1/orders/<slug:number>/cases/", cases.OrderCasesView.as_view(), name="order-case-list"),
    path("v1/cases/<slug:number>/", cases.CaseView.as_view(), name="case"),
    path("v1/cases/<slug:number>/withdraw/", cases.CaseWithdrawView.as_view(), name="case-withdraw"),
    path("v1/cases/<slug:number>/parcel/", cases.CaseParcelView.as_view(), name="case-parcel"),
    path("v1/cases/<slug:number>/answer/", cases.CaseAnswerView.as_view(), name="case-answer"),
    path("v1/cases/<slug:number>/receipt/", cases.CaseReceiptView.as_view(), name="case-receipt"),
    path("v1/cases/<slug:number>/money/", cases.CaseMoneyView.as_view(), name="case-money"),
    path("v1/orders/<slug:number>/invoices/", invoices.OrderInvoicesView.as_view(), name="order-invoice-list"),
    path("v1/invoices/<uuid:invoice>/withdraw/", invoices.InvoiceWithdrawView.as_view(), name="invoice-withdraw"),
    path("v1/invoices/<uuid:invoice>/file/", invoices.InvoiceFileView.as_view(), name="invoice-file"),
    path("v1/invoices/<uuid:invoice>/reversal/", invoices.ReversalFileView.as_view(), name="invoice-reversal-file"),
    path("v1/batches/", batches.BatchListView.as_view(), name="batch-list"),
    path("v1/batches/check/", batches.BatchCheckView.as_view(), name="batch-check"),
    path("v1/batches/<slug:number>/", batches.BatchView.as_view(), name="batch"),
    path("v1/batches/<slug:number>/cancel/", batches.BatchCancelView.as_view(), name="batch-cancel"),
    path("v1/batches/<slug:number>/payments/", batches.BatchPaymentCreateView.as_view(), name="batch-payment-create"),
    path("v1/gateways/", orders.GatewayListView.as_view(), name="gateway-list"),
    path("v1/wallet/", wallet.WalletView.as_view(), name="wallet"),
    path("v1/wallet/statement/", wallet.WalletStatementView.as_view(), name="wallet-statement"),
    path("v1/wallet/top-ups/", wallet.TopUpView.as_view(), name="wallet-top-up"),
    path(
        "v1/wallet/top-ups/<slug:reference>/invoices/",
        invoices.TopUpInvoicesView.as_view(),
        name="top-up-invoice-list",
    ),
    path("v1/wallet/withdrawals/", wallet.WithdrawalListView.as_view(), name="wallet-withdrawal-list"),
    path("v1/links/<slug:code>/", arrivals.LinkView.as_view(), name="link"),
    path("v1/origins/<slug:code>/", arrivals.OriginView.as_view(), name="origin"),
    path("v1/openapi.json", SpectacularAPIView.as_view(renderer_classes=[OpenApiJsonRenderer]), name="openapi"),
    # Never on to the pages: a program reads a problem, not a page not found.
    re_path(r"^v1/", arrivals.unknown),
    path("docs/", SpectacularSwaggerView.as_view(url_name="api:openapi"), name="docs"),
]
