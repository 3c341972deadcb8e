"""Addresses of freight, below ``/admin/freight/``."""

from django.urls import path

from shop.shipping.admin import views

app_name = "freight_desk"

urlpatterns = [
    path("", views.TemplatesView.as_view(), name="list"),
    path("add/", views.TemplateView.as_view(), name="add"),
    path("goods/", views.GoodsView.as_view(), name="goods"),
    path("goods/<int:product>/", views.VolumesView.as_view(), name="volumes"),
    path("<int:pk>/", views.TemplateView.as_view(), name="template"),
    path("<int:pk>/default/", views.DefaultView.as_view(), name="default"),
    path("<int:pk>/remove/", views.RemoveView.as_view(), name="remove"),
]
