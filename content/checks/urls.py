"""Addresses of the checks, below ``/admin/checks/``."""

from django.urls import path

from content.checks import views

app_name = "checks"

urlpatterns = [path("", views.findings, name="findings")]
