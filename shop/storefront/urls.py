"""Addresses of the shop. Short and readable: they are shared in chats."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from shop.storefront.views.payment import payment_callback

app_name = "storefront"


def _coming(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    raise Http404


urlpatterns = [
    path("p/<slug:slug>/", _coming, name="product"),
    path("c/<slug:slug>/", _coming, name="collection"),
    path("orders/<slug:number>/", _coming, name="order"),
    path("pay/callback/<slug:gateway>/", payment_callback, name="payment_callback"),
]
