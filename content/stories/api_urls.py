"""Addresses of the story API, under ``/api/v1/``."""

from django.urls import path, re_path

from content.stories import api

app_name = "story_api"

urlpatterns = [
    path("stories/", api.StoryListView.as_view(), name="story-list"),
    re_path(r"^stories/(?P<slug>[-\w]{1,255})/$", api.StoryView.as_view(), name="story"),
    re_path(r"^stories/(?P<slug>[-\w]{1,255})/taps/$", api.StoryTapView.as_view(), name="story-tap"),
]
