"""Addresses of the category tree, below ``/admin/goods/categories/``."""

from django.urls import path

from shop.catalog.admin import sorting

app_name = "category_desk"
urlpatterns = [
    path("", sorting.CategoryListView.as_view(), name="list"),
    path("<int:pk>/", sorting.CategoryView.as_view(), name="category"),
]
