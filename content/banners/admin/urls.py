"""Addresses below ``/admin/banners/``."""

from django.urls import path

from content.banners.admin import views

app_name = "banner_desk"

urlpatterns = [
    path("", views.BannersView.as_view(), name="list"),
    path("new/", views.SaveBannerView.as_view(), name="add"),
    path("at/", views.MomentView.as_view(), name="at"),
    path("<int:pk>/", views.BannerView.as_view(), name="banner"),
    path("<int:pk>/change/", views.SaveBannerView.as_view(), name="change"),
    path("<int:pk>/withdraw/", views.WithdrawView.as_view(), name="withdraw"),
]
