"""Addresses of the page screens, below ``/admin/``."""

from django.urls import path

from content.pages.admin.views import ComposeFrontView

app_name = "page_desk"

urlpatterns = [path("compose/<id:pk>/", ComposeFrontView.as_view(), name="compose")]
