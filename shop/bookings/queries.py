"""Reads of bookings used by more than one caller."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from shop.bookings.models import Person, Session, SessionQuerySet
from shop.bookings.rules import Span
from shop.inventory.enums import ReservationState
from shop.inventory.models import Reservation, StockItem
from shop.inventory.queries import available


@dataclass(frozen=True)
class Seats:
    """Of a session's ``seats`` those that are ``taken`` (paid, or held for an order that may still be paid)."""

    seats: int
    taken: int
    free: int


def seats_of(sessions: Iterable[Session], *, at: datetime) -> dict[int, Seats]:
    """Seats by session id. Two queries for any number of sessions."""
    rows = list(sessions)
    stock = StockItem.objects.in_bulk([row.sku_id for row in rows])
    free = available([row.sku_id for row in rows], at=at)
    result = {}
    for row in rows:
        seats = stock[row.sku_id].on_hand if row.sku_id in stock else 0
        left = max(0, free.get(row.sku_id, 0))
        result[row.pk] = Seats(seats=seats, taken=seats - left, free=left)
    return result


def sessions_between(starts_at: datetime, ends_at: datetime, *, person_id: int | None = None) -> SessionQuerySet:
    """What is on in that time, cancelled ones too, in order; with what a calendar shows."""
    rows = Session.objects.meeting(Span(starts_at=starts_at, ends_at=ends_at))
    if person_id:
        rows = rows.filter(person=person_id)
    rows = rows.select_related("sku__product", "place", "person").defer("sku__product__body")
    return rows.order_by("starts_at", "person_id", "pk")


def sessions_of(sku_ids: Iterable[int]) -> dict[int, Session]:
    """The sessions of these SKUs, by SKU id; SKUs without one are absent. One query."""
    rows = Session.objects.filter(sku__in=list(sku_ids)).select_related("place", "person")
    return {row.sku_id: row for row in rows}


def clash_of(person: Person, span: Span, *, besides: int | None = None) -> Session | None:
    """What the person leads in that time already."""
    rows = Session.objects.standing().meeting(span).filter(person=person)
    if besides is not None:
        rows = rows.exclude(pk=besides)
    return rows.select_related("sku__product").order_by("starts_at").first()


def clashes(person: Person, spans: Sequence[Span]) -> list[Session | None]:
    """For each of the spans what the person leads in that time already. One query."""
    if not spans:
        return []
    whole = Span(starts_at=min(span.starts_at for span in spans), ends_at=max(span.ends_at for span in spans))
    rows = list(Session.objects.standing().meeting(whole).filter(person=person).select_related("sku__product"))
    return [next((row for row in rows if row.span.meets(span)), None) for span in spans]


def orders_with_seats(session: Session, *, at: datetime) -> list[str]:
    """Numbers of the orders that hold seats: paid, or unpaid within their deadline. One query."""
    live = Q(state=ReservationState.CONFIRMED) | Q(state=ReservationState.HELD, expires_at__gt=at)
    rows = Reservation.objects.filter(live, stock=session.sku_id).order_by("pk")
    return list(dict.fromkeys(rows.values_list("reference", flat=True)))
