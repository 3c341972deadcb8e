"""Addresses below ``/admin/languages/``."""

from django.urls import path

from content.languages.admin import views

app_name = "language_desk"

urlpatterns = [
    path("", views.LanguagesView.as_view(), name="list"),
    path("<int:pk>/<slug:code>/", views.MakeVersionView.as_view(), name="make"),
]
