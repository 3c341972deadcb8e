"""Addresses below ``/admin/brand/``."""

from django.urls import path

from content.brand.admin import views
from content.brand.wizard import views as wizard

app_name = "brand_desk"

urlpatterns = [
    path("", views.BrandSheetView.as_view(), name="sheet"),
    path("set-up/", wizard.ResumeView.as_view(), name="set_up"),
    path("set-up/<slug:step>/", wizard.SetUpView.as_view(), name="set_up_step"),
]
