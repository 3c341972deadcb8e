"""Addresses of the shop. Short and readable: they are shared in chats."""

from django.urls import path

from shop.storefront.views import (
    addresses,
    cart,
    catalog,
    checkout,
    devices,
    kinds,
    links,
    notices,
    orders,
    origin,
    prices,
)
from shop.storefront.views.payment import payment, payment_callback

app_name = "storefront"

urlpatterns = [
    path("p/<slug:slug>/", catalog.product, name="product"),
    path("p/<slug:slug>/go/", kinds.leave, name="leave"),
    path("p/<slug:slug>/prices/", prices.price_list, name="prices"),
    path("p/<slug:slug>/prices/<int:sku_id>/", prices.price_of_sku, name="price_of_sku"),
    path("p/<slug:slug>/ask/", kinds.enquire, name="enquire"),
    path("p/<slug:slug>/notice/", notices.ask, name="notice"),
    path("notice/<str:token>/", notices.notice_confirm, name="notice_confirm"),
    path("notice/<str:token>/leave/", notices.notice_leave, name="notice_leave"),
    path("c/", catalog.collections, name="collections"),
    path("c/<slug:slug>/", catalog.collection, name="collection"),
    path("g/<slug:slug>/", catalog.category, name="category"),
    path("t/<slug:slug>/", catalog.tag, name="tag"),
    path("search/", catalog.search, name="search"),
    path("cart/", cart.cart, name="cart"),
    path("cart/add/", cart.cart_add, name="cart_add"),
    path("cart/set/", cart.cart_set, name="cart_set"),
    path("cart/pictures/<uuid:public_id>/", cart.picture, name="picture"),
    path("checkout/", checkout.checkout, name="checkout"),
    path("addresses/", addresses.addresses, name="addresses"),
    path("addresses/add/", addresses.address, name="address_add"),
    path("addresses/undo/", addresses.address_undo, name="address_undo"),
    path("addresses/<int:pk>/", addresses.address, name="address"),
    path("addresses/<int:pk>/remove/", addresses.address_remove, name="address_remove"),
    path("addresses/<int:pk>/first/", addresses.address_prefer, name="address_prefer"),
    path("devices/", devices.devices, name="devices"),
    path("devices/<str:token>/", devices.device, name="device"),
    path("orders/", orders.orders, name="orders"),
    path("orders/find/", orders.find, name="find_order"),
    path("orders/my-data/", orders.my_data, name="my_data"),
    path("orders/<slug:number>/", orders.order, name="order"),
    path("orders/<slug:number>/<int:line>.ics", orders.ticket_calendar, name="ticket_calendar"),
    path("orders/<slug:number>/address/", addresses.order_address, name="order_address"),
    path("orders/<slug:number>/pay/", orders.pay, name="pay"),
    path("orders/<slug:number>/pay/<slug:reference>/", payment, name="payment"),
    path("orders/<slug:number>/cancel/", orders.cancel, name="cancel"),
    path("orders/<slug:number>/received/", orders.received, name="received"),
    path("o/<str:code>/", origin.origin, name="origin"),
    path("s/<str:code>/", links.short_link, name="short_link"),
    path("pay/callback/<slug:gateway>/", payment_callback, name="payment_callback"),
]
