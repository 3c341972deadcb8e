"""Who gets what, when goods go to several people."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from shop.core.errors import InvalidInput
from shop.customers.rules import AddressData
from shop.orders.lines import LineData
from shop.orders.wishes import NO_WISHES, Wishes

# What a list of receivers says about each, in the order of ``models.Receiver``.
FIELDS = ("recipient", "phone", "province", "city", "district", "street", "gift_text", "delivery_on")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0?0:00(?::00)?)?")


@dataclass(frozen=True, kw_only=True)
class ReceiverData:
    """One parcel of a batch: where it goes, what is in it, and what is wished for it."""

    address: AddressData
    lines: Sequence[LineData]
    wishes: Wishes = NO_WISHES


def day_of(text: str) -> date | None:
    """The day that somebody has written; None for nothing. ``InvalidInput`` if it is none."""
    text = unicodedata.normalize("NFKC", text).strip()
    if not text:
        return None
    found = _DAY.fullmatch(text)
    try:
        return date(*(int(part) for part in found.groups())) if found else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> date:
    raise InvalidInput(_("Write the day like this: 2026-12-24."), field="delivery_on")
