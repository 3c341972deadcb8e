"""Addresses of previews."""

from django.urls import path

from content.previews import views

app_name = "previews"

urlpatterns = [
    path("preview/<str:token>/", views.show, name="show"),
    path("preview/<str:token>/page/", views.page, name="page"),
]
