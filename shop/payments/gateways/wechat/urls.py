"""Addresses that WeChat's browser comes back to."""

from django.urls import path

from shop.payments.gateways.wechat import views

app_name = "wechat"

urlpatterns = [path("openid/", views.openid, name="openid")]
