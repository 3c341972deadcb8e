"""Addresses of the videos, below ``/admin/goods/videos/``."""

from django.urls import path

from shop.catalog.admin import videos

app_name = "video_desk"
urlpatterns = [
    path("", videos.VideoListView.as_view(), name="list"),
    path("add/", videos.VideoAddView.as_view(), name="add"),
    path("<int:pk>/", videos.VideoView.as_view(), name="video"),
]
