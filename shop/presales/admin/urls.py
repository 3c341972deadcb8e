"""Addresses of the desk of pre-sales, below ``/admin/pre-sales/``."""

from django.urls import path

from shop.presales.admin import views

app_name = "presale_desk"

urlpatterns = [
    path("", views.PresaleListView.as_view(), name="list"),
    path("add/", views.PlanView.as_view(), name="add"),
    path("<int:pk>/", views.PresaleView.as_view(), name="presale"),
    path("<int:pk>/change/", views.ChangeView.as_view(), name="change"),
    path("<int:pk>/end/", views.EndView.as_view(), name="end"),
    path("<int:pk>/call-off/", views.CallOffView.as_view(), name="call_off"),
    path("<int:pk>/finish/", views.FinishView.as_view(), name="finish"),
]
