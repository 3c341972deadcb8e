"""Addresses below ``/admin/bin/``."""

from django.urls import path

from content.bin.admin import views

app_name = "bin_desk"

urlpatterns = [
    path("", views.BinView.as_view(), name="list"),
    path("<int:pk>/restore/", views.RestoreView.as_view(), name="restore"),
    path("<int:pk>/remove/", views.RemoveView.as_view(), name="remove"),
]
