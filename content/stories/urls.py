"""Addresses of the stories that are no pages of Wagtail's tree."""

from django.conf import settings
from django.urls import path

from content.stories.feeds import StoryAtomFeed, StoryFeed

app_name = "feeds"

urlpatterns = [path("stories.atom", StoryAtomFeed(), name="atom"), path("stories.rss", StoryFeed(), name="rss")]
for code, _name in settings.LANGUAGES:
    if code != settings.LANGUAGE_CODE:
        urlpatterns += [
            path(f"{code}/stories.atom", StoryAtomFeed(code), name=f"atom_{code}"),
            path(f"{code}/stories.rss", StoryFeed(code), name=f"rss_{code}"),
        ]
