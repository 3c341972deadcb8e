"""The latest stories for feed readers: Atom and RSS."""

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from content.brand.queries import current_brand
from content.stories.models import StoryPage
from content.stories.queries import visible_stories
from content.stories.structured import absolute
from shop.core import door

LATEST = 20


def feed_address(name: str, language: str) -> str:
    """The address of the feed of a language."""
    return reverse(f"feeds:{name}" if language == settings.LANGUAGE_CODE else f"feeds:{name}_{language}")


class StoryFeed(Feed):
    """RSS 2.0. Addresses are those of the site, whatever host it was asked by."""

    feed_name = "rss"

    def __init__(self, language: str = settings.LANGUAGE_CODE) -> None:
        super().__init__()
        self.stories_in = language

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if (closed := door.closed_page(request)) is not None:
            return closed
        response: HttpResponse = super().__call__(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "public, max-age=300")
        return response

    def title(self) -> str:
        return current_brand().name

    def description(self) -> str:
        brand = current_brand()
        return brand.description or brand.slogan or _("Stories of %(brand)s") % {"brand": brand.name}

    def link(self) -> str:
        return absolute("/" if self.stories_in == settings.LANGUAGE_CODE else f"/{self.stories_in}/")

    def feed_url(self) -> str:
        return absolute(feed_address(self.feed_name, self.stories_in))

    def items(self) -> list[StoryPage]:
        return list(visible_stories(at=timezone.now(), locale__language_code=self.stories_in)[:LATEST])

    def item_title(self, item: StoryPage) -> str:
        return f"{pgettext('paid piece', 'Ad')} · {item.title}" if item.is_paid else str(item.title)

    def item_description(self, item: StoryPage) -> str:
        return str(item.standfirst or item.search_description)

    def item_link(self, item: StoryPage) -> str:
        return absolute(item.url or "/")

    def item_guid(self, item: StoryPage) -> str:
        return f"story:{item.translation_key}"

    item_guid_is_permalink = False

    def item_author_name(self, item: StoryPage) -> str:
        return item.author or current_brand().name

    def item_pubdate(self, item: StoryPage) -> datetime:
        return timezone.make_aware(datetime.combine(item.published_on, time.min))

    def item_updateddate(self, item: StoryPage) -> datetime:
        return item.last_published_at or self.item_pubdate(item)


class StoryAtomFeed(StoryFeed):
    """Atom 1.0."""

    feed_name = "atom"
    feed_type = Atom1Feed

    def subtitle(self) -> str:
        return self.description()
