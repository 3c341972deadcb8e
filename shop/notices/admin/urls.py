"""Addresses of the notices, below ``/admin/waiting/``."""

from django.urls import path

from shop.notices.admin import views

app_name = "notice_desk"
urlpatterns = [
    path("", views.WaitingView.as_view(), name="waiting"),
]
