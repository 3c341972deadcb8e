"""The brand's stylesheet, and the page about the seller."""

from django.urls import path

from content.brand import views

app_name = "brand"

urlpatterns = [
    path("seller/", views.seller, name="seller"),
    path("theme-<slug:version>.css", views.theme, name="theme"),
    path("theme.css", views.theme, name="current_theme"),
    path("theme/draft.css", views.draft_theme, name="draft_theme"),
]
