"""Addresses of the promotion desk, below ``/admin/promotions/``."""

from django.urls import path

from shop.promotions.admin import views

app_name = "promotion_desk"

urlpatterns = [
    path("", views.PromotionListView.as_view(), name="list"),
    path("add/", views.PromotionCreateView.as_view(), name="add"),
    path("<int:pk>/", views.PromotionDetailView.as_view(), name="promotion"),
    path("<int:pk>/change/", views.PromotionChangeView.as_view(), name="change"),
    path("<int:pk>/end/", views.PromotionEndView.as_view(), name="end"),
    path("<int:pk>/cancel/", views.PromotionCancelView.as_view(), name="cancel"),
]
