"""Addresses below ``/admin/previews/``."""

from django.urls import path

from content.previews.admin import views

app_name = "preview_desk"

urlpatterns = [
    path("", views.PreviewLinksView.as_view(), name="links"),
    path("<int:pk>/end/", views.RevokePreviewView.as_view(), name="revoke"),
]
