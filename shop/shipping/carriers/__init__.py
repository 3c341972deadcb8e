"""One interface for every carrier of parcels. A carrier is one folder here that can be removed without a trace.

``CARRIERS`` names the folders in use; each has ``carrier.py`` with a ``Carrier`` class. Parcels of a carrier that was
removed keep its code, and nobody is asked about them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Protocol

from django.conf import settings
from django.utils.functional import Promise

from shop.shipping.enums import TrackingKind
from shop.shipping.errors import UnknownCarrier

_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, kw_only=True)
class News:
    """One thing that happened to a parcel. ``key`` is the same whenever the carrier tells it again."""

    key: str
    kind: TrackingKind
    at: datetime
    place: str = ""
    text: str = ""


class Carrier(Protocol):
    """Whoever brings parcels."""

    code: str
    label: str | Promise
    # Words by which it is recognized in files, besides its code.
    words: str
    # How often it may be asked about a parcel that moves, in minutes; 0: it cannot be asked.
    ask_minutes: int

    def track(self, *, tracking_number: str, handed_over_at: datetime, at: datetime) -> Iterable[News]:
        """Everything it knows about the parcel, in any order. ``CarrierUnavailable`` if it does not answer."""


class Unasked:
    """A carrier that cannot be asked: staff note what they are told."""

    ask_minutes = 0

    def track(self, *, tracking_number: str, handed_over_at: datetime, at: datetime) -> Iterable[News]:
        return ()


def carriers() -> list[Carrier]:
    """The carriers to choose from, in the order of ``CARRIERS``."""
    return [import_module(f"shop.shipping.carriers.{code}.carrier").Carrier() for code in settings.CARRIERS]


def get_carrier(code: str) -> Carrier | None:
    """The carrier of that folder; None unless it is in use."""
    return next((carrier for carrier in carriers() if carrier.code == code), None)


def require_carrier(code: str) -> Carrier:
    """The same; ``UnknownCarrier`` unless it is in use."""
    if found := get_carrier(code):
        return found
    raise UnknownCarrier(field="carrier")


def carrier_choices() -> list[tuple[str, str | Promise]]:
    """For forms."""
    return [(carrier.code, carrier.label) for carrier in carriers()]


def carrier_label(code: str) -> str:
    """What it is called; of one that was removed, its code."""
    carrier = get_carrier(code)
    return str(carrier.label) if carrier else code.upper()


def carrier_of(text: str) -> str:
    """The code of the carrier that a text means: its code, or a name that contains a word of it. "" for none."""
    name = _SIGNS.sub("", text).lower()
    for carrier in carriers():
        if name == carrier.code or any(word in name for word in carrier.words.split()):
            return carrier.code
    return ""
