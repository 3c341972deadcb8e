"""Count who goes on, to another shop or from a story to goods. Honest: once a day for each visitor and product,
and nobody who is no visitor.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from wagtail.models import Page

from shop.catalog.models import Product
from shop.social.models import OutboundClick, ShortLink, StoryBlock, StoryTap
from shop.social.touch import Touch

# What calls itself a robot, what fetches pages for previews, and what nobody looks through.
_ROBOTS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|fetch|preview|monitor|scan|headless|lighthouse|curl|wget|python|java/|okhttp|"
    r"http-?client|go-http|libwww|axios|postman|facebookexternalhit|feed",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Visitor:
    """Who clicked: ``key`` is the customer's id or else what the browser says of itself; it is stored hashed."""

    key: str
    user_agent: str
    is_prefetch: bool = False
    is_staff: bool = False

    @property
    def counts(self) -> bool:
        """Whether a person is on the way."""
        return bool(self.user_agent) and not (self.is_prefetch or self.is_staff or _ROBOTS.search(self.user_agent))


@transaction.atomic
def count_click(*, product: Product, host: str, visitor: Visitor, touch: Touch, at: datetime) -> bool:
    """Note that a visitor goes to the other shop; False for a repetition on the same day, a robot or staff."""
    if not visitor.counts:
        return False
    day = timezone.localdate(at)
    link = ShortLink.objects.filter(pk=touch.last_link).first() if touch.last_link else None
    story = Page.objects.filter(pk=touch.story).first() if touch.story else None
    source = OutboundClick.Source.STORY if story else OutboundClick.Source.LINK if link else OutboundClick.Source.DIRECT
    hashed = _hashed("social.outbound-click", visitor, day)
    # The unique key is the decision: two clicks at the same moment are one.
    _click, is_new = OutboundClick.objects.get_or_create(
        product=product,
        day=day,
        visitor=hashed,
        defaults={
            "host": host,
            "source": source,
            "link": link,
            "story_title": story.title[:255] if story else "",
            "at": at,
        },
    )
    return is_new


@transaction.atomic
def count_tap(*, block: StoryBlock, product_id: int, visitor: Visitor, at: datetime) -> bool:
    """Note that a visitor went from a block to a product; False for a repetition on the same day, a robot or staff."""
    if not visitor.counts:
        return False
    day = timezone.localdate(at)
    _tap, is_new = StoryTap.objects.get_or_create(
        block=block,
        product_id=product_id,
        day=day,
        visitor=_hashed("social.story-tap", visitor, day),
        defaults={"at": at},
    )
    return is_new


def _hashed(what: str, visitor: Visitor, day: date) -> str:
    return salted_hmac(what, f"{day} {visitor.key}").hexdigest()[:32]
