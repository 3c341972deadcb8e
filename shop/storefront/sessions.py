"""Choosing a session of a bookable service: a day, then a time of that day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from shop.bookings.models import Session
from shop.bookings.queries import sessions_of
from shop.catalog.enums import ProductKind
from shop.inventory.models import Place
from shop.inventory.rules import LOW_STOCK_UNITS
from shop.promotions.queries import Offer, SkuOffer

# So many days are chosen from at a glance; the later ones are behind a fold.
AT_A_GLANCE = 10


@dataclass(frozen=True)
class SessionChoice:
    """A time of the chosen day."""

    row: SkuOffer
    session: Session

    @property
    def few(self) -> int:
        """Seats that are left, if they are truly few; else 0."""
        return self.row.available if 0 < self.row.available <= LOW_STOCK_UNITS else 0


@dataclass(frozen=True)
class SessionDay:
    """A day with sessions. ``sku_id`` is its first that has a seat, None if all are full."""

    day: date
    choices: list[SessionChoice]
    is_chosen: bool

    @property
    def sku_id(self) -> int | None:
        return next((choice.row.sku.pk for choice in self.choices if not choice.row.is_sold_out), None)

    @property
    def place(self) -> Place | None:
        """Where all of them are; None if they are at different places."""
        places = {choice.session.place for choice in self.choices}
        return places.pop() if len(places) == 1 else None


@dataclass(frozen=True)
class SessionDays:
    """The days in order, those seen at once and the later ones, and the one chosen."""

    days: Sequence[SessionDay]
    chosen: SessionDay | None

    @property
    def shown(self) -> Sequence[SessionDay]:
        return self.days[:AT_A_GLANCE]

    @property
    def later(self) -> Sequence[SessionDay]:
        return self.days[AT_A_GLANCE:]

    @property
    def is_later_chosen(self) -> bool:
        return any(day.is_chosen for day in self.later)


def default_row(offer: Offer) -> SkuOffer | None:
    """What is chosen before anybody chooses: of a service the next session with a seat, else the offer's lead."""
    free = [row for row in offer.skus if not row.is_sold_out]
    if offer.product.kind != ProductKind.SERVICE or not free:
        return offer.lead
    # What a session is called begins with its local time.
    return min(free, key=lambda row: row.sku.option_text)


def session_days(offer: Offer, lead: SkuOffer | None) -> SessionDays:
    """The sessions of an offer by local day, with the day of ``lead`` chosen. One query."""
    found = sessions_of(row.sku.pk for row in offer.skus)
    rows = [SessionChoice(row, found[row.sku.pk]) for row in offer.skus if row.sku.pk in found]
    by_day: dict[date, list[SessionChoice]] = {}
    for choice in sorted(rows, key=lambda choice: (choice.session.starts_at, choice.session.pk)):
        by_day.setdefault(timezone.localtime(choice.session.starts_at).date(), []).append(choice)
    days = [SessionDay(day, choices, any(choice.row == lead for choice in choices)) for day, choices in by_day.items()]
    return SessionDays(days, next((day for day in days if day.is_chosen), None))
