"""Addresses below ``/admin/pasting/``."""

from django.urls import path

from content.pasting.admin import views

app_name = "pasting_desk"

urlpatterns = [
    path("", views.PasteView.as_view(), name="new"),
    path("<int:pk>/", views.PastedView.as_view(), name="pasted"),
    path("<int:pk>/again/", views.TryAgainView.as_view(), name="again"),
]
