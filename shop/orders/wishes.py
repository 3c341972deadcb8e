"""What a shopper wishes beside the goods: a day, a card, to fetch it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.core.errors import InvalidInput
from shop.inventory.models import Place

MAX_DAYS_AHEAD = 60
MAX_GIFT_TEXT = 200


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """``check`` says whether they can be promised."""

    delivery_on: date | None = None
    gift_text: str = ""
    pickup_place: Place | None = None

    def check(self, *, at: datetime, days: int = 0) -> None:
        """``InvalidInput`` for a day that cannot be kept (goods that take ``days`` to make are made first), a card
        that is too long, a place that offers no pickup.
        """
        first, last = first_day(at, days), last_day(at)
        if self.delivery_on is not None and not first <= self.delivery_on <= last:
            raise InvalidInput(
                _("Choose a day from %(first)s to %(last)s.") % {"first": first, "last": last}, field="delivery_on"
            )
        text = self.gift_text.strip()
        if len(text) > MAX_GIFT_TEXT or not text.replace("\r", "").replace("\n", "").isprintable():
            raise InvalidInput(
                _("A card has at most %(count)s characters.") % {"count": MAX_GIFT_TEXT}, field="gift_text"
            )
        if self.pickup_place is not None and not Place.objects.for_pickup().filter(pk=self.pickup_place.pk).exists():
            raise InvalidInput(_("Orders cannot be picked up there any more. Choose again."), field="pickup_place")

    def as_dict(self, *, is_sent: bool) -> dict[str, Any]:
        """For the order; what goes into no parcel has neither day nor card."""
        if not is_sent:
            return {}
        return {
            "delivery_on": self.delivery_on,
            "gift_text": self.gift_text.strip().replace("\r\n", "\n"),
            "pickup_place": self.pickup_place,
        }


NO_WISHES = Wishes()


def first_day(at: datetime, days: int = 0) -> date:
    """The earliest day that can be wished: two days on the way, after the making."""
    return timezone.localdate(at) + timedelta(days=days + 2)


def last_day(at: datetime) -> date:
    """The latest."""
    return timezone.localdate(at) + timedelta(days=MAX_DAYS_AHEAD)
