"""Addresses of the poster desk, below ``/admin/posters/``."""

from django.urls import path

from content.posters.admin import views

app_name = "poster_desk"

urlpatterns = [
    path("", views.PosterListView.as_view(), name="list"),
    path("add/", views.PosterCreateView.as_view(), name="add"),
    path("<int:pk>/", views.PosterDetailView.as_view(), name="poster"),
    path("<int:pk>/retry/", views.PosterRetryView.as_view(), name="retry"),
]
