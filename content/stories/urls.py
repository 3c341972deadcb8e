"""Addresses of the stories that are no pages of Wagtail's tree."""

from django.urls import path

from content.stories.feeds import StoryAtomFeed, StoryFeed

app_name = "feeds"

urlpatterns = [
    path("stories.atom", StoryAtomFeed(), name="atom"),
    path("stories.rss", StoryFeed(), name="rss"),
]
