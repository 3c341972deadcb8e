"""Addresses of readers' words in the API, under ``/api/v1/``."""

from django.urls import path, re_path

from content.talk import api

app_name = "talk_api"

urlpatterns = [
    re_path(r"^stories/(?P<slug>[-\w]{1,255})/remarks/$", api.StoryTalkView.as_view(), name="story"),
    path("products/<slug:slug>/remarks/", api.ProductTalkView.as_view(), name="product"),
    path("remarks/", api.OwnRemarksView.as_view(), name="own-list"),
    path("remarks/<int:pk>/", api.OwnRemarkView.as_view(), name="own"),
]
