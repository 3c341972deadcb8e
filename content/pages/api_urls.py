"""Addresses of the page API, under ``/api/v1/``."""

from django.urls import path

from content.pages import api

app_name = "page_api"

urlpatterns = [
    path("pages/", api.PageListView.as_view(), name="page-list"),
    path("pages/<int:pk>/", api.PageView.as_view(), name="page"),
]
