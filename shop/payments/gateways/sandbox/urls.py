"""Addresses of the sandbox's own page."""

from django.urls import path

from shop.payments.gateways.sandbox import views

app_name = "sandbox"

urlpatterns = [
    path("<slug:reference>/", views.pay, name="pay"),
    path("<slug:reference>/deliver/", views.deliver, name="deliver"),
]
