"""Addresses below ``/admin/approval/``."""

from django.urls import path

from content.approval.admin import views

app_name = "approval_desk"

urlpatterns = [
    path("", views.ApprovalView.as_view(), name="list"),
    path("require/", views.RequireView.as_view(), name="require"),
    path("stop/", views.StopView.as_view(), name="stop"),
]
