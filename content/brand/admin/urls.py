"""Addresses below ``/admin/brand/``."""

from django.urls import path

from content.brand.admin import views

app_name = "brand_desk"

urlpatterns = [path("", views.BrandSheetView.as_view(), name="sheet")]
