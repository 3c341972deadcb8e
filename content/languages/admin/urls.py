"""Addresses below ``/admin/languages/``."""

from django.urls import path

from content.languages.admin import texts, views

app_name = "language_desk"

urlpatterns = [
    path("", views.LanguagesView.as_view(), name="list"),
    path("texts/", texts.TextsView.as_view(), name="texts"),
    path("texts/<str:label>/<id:pk>/", texts.TextView.as_view(), name="text"),
    path("<int:pk>/<slug:code>/", views.MakeVersionView.as_view(), name="make"),
]
