"""Addresses of the API."""

from django.urls import path, re_path
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from shop.storefront.api import views

app_name = "api"

urlpatterns = [
    path("v1/", views.RootView.as_view(), name="root"),
    path("v1/customers/", views.CustomerCreateView.as_view(), name="customer-create"),
    path("v1/products/", views.ProductListView.as_view(), name="product-list"),
    path("v1/products/<slug:slug>/", views.ProductView.as_view(), name="product"),
    path("v1/products/<slug:slug>/enquiries/", views.EnquiryCreateView.as_view(), name="enquiry-create"),
    path("v1/products/<slug:slug>/skus/<int:sku>/prices/", views.PriceHistoryView.as_view(), name="price-history"),
    path("v1/collections/", views.CollectionListView.as_view(), name="collection-list"),
    path("v1/cart/", views.CartView.as_view(), name="cart"),
    path("v1/cart/lines/", views.CartLineListView.as_view(), name="cart-line-list"),
    path("v1/cart/lines/<int:sku>/", views.CartLineView.as_view(), name="cart-line"),
    path("v1/cart/lines/<int:sku>/<slug:key>/", views.SpecifiedCartLineView.as_view(), name="cart-line-specified"),
    path("v1/cart/pictures/", views.PictureListView.as_view(), name="cart-picture-list"),
    path("v1/orders/", views.OrderListView.as_view(), name="order-list"),
    path("v1/orders/<slug:number>/", views.OrderView.as_view(), name="order"),
    path("v1/orders/<slug:number>/cancel/", views.OrderCancelView.as_view(), name="order-cancel"),
    path("v1/orders/<slug:number>/receipt/", views.OrderReceiptView.as_view(), name="order-receipt"),
    path("v1/orders/<slug:number>/payments/", views.PaymentCreateView.as_view(), name="payment-create"),
    path("v1/gateways/", views.GatewayListView.as_view(), name="gateway-list"),
    path("v1/links/<slug:code>/", views.LinkView.as_view(), name="link"),
    path("v1/origins/<slug:code>/", views.OriginView.as_view(), name="origin"),
    path("v1/openapi.json", SpectacularAPIView.as_view(renderer_classes=[OpenApiJsonRenderer]), name="openapi"),
    # Never on to the pages: a program reads a problem, not a page not found.
    re_path(r"^v1/", views.unknown),
    path("docs/", SpectacularSwaggerView.as_view(url_name="api:openapi"), name="docs"),
]
