"""Addresses of the badges, below ``/admin/goods/badges/``."""

from django.urls import path

from shop.catalog.admin import badges

app_name = "badge_desk"
urlpatterns = [
    path("", badges.BadgeListView.as_view(), name="list"),
    path("<int:pk>/", badges.BadgeView.as_view(), name="badge"),
]
