"""Plan sessions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.bookings.errors import PersonBusy
from shop.bookings.events import SessionChanged
from shop.bookings.models import Person, Session
from shop.bookings.queries import clash_of
from shop.bookings.rules import LONGEST, MAX_SEATS, MAX_WEEKS, Span, session_text
from shop.catalog.enums import ProductKind
from shop.catalog.models import Product, Sku
from shop.catalog.operations import create_sku, set_sale_end
from shop.core import audit, events
from shop.core.errors import InvalidInput
from shop.inventory.enums import MovementReason
from shop.inventory.models import Place
from shop.inventory.operations import move_stock, set_levels


@dataclass(frozen=True, kw_only=True)
class SessionData:
    """A session to plan. ``closes_before``: how long before the beginning its sale ends."""

    product: Product
    span: Span
    place: Place
    person: Person
    seats: int
    price_fen: int
    closes_before: timedelta = timedelta()


@transaction.atomic
def plan_session(*, by: Any, data: SessionData, at: datetime) -> Session:
    """Plan a session: a SKU of its own, on sale at once until it begins, with its seats as stock.

    ``PersonBusy`` if the person leads another one in that time, ``InvalidInput`` names the field.
    """
    _check(data)
    check_span(data.span, at=at)
    person = free_person(data.person, data.place, data.span)
    starts_at = data.span.starts_at
    sku = create_sku(
        by=by,
        product=data.product,
        code=_code(data),
        price_fen=data.price_fen,
        is_stocked=True,
        session_text=session_text(starts_at, person.name),
        source="bookings",
        at=at,
    )
    set_sale_end(by=by, sku=sku, sale_ends_at=starts_at - data.closes_before, expected=None)
    note = str(_("Seats"))
    move_stock(by=by, sku=sku, delta=data.seats, reason=MovementReason.RECEIVE, note=note, at=at, place=data.place)
    # A session that fills up is no reason to order more.
    set_levels(by=by, sku=sku, safety=0, low_at=0)
    session = Session(sku=sku, starts_at=starts_at, ends_at=data.span.ends_at, place=data.place, person=person)
    save_at_its_time(session)
    audit.record(by=by, action="bookings.plan_session", subject=session, data={"session": sku.option_text})
    events.publish(SessionChanged(session_id=session.pk, product_id=sku.product_id))
    return session


@transaction.atomic
def plan_series(*, by: Any, data: SessionData, spans: Sequence[Span], at: datetime) -> list[Session]:
    """Plan the same session at several times. All or nothing; errors as for one."""
    if not 1 <= len(spans) <= MAX_WEEKS:
        raise InvalidInput(_("Choose 1 to %(count)s days.") % {"count": MAX_WEEKS}, field="weeks")
    return [plan_session(by=by, data=replace(data, span=span), at=at) for span in spans]


def check_span(span: Span, *, at: datetime) -> None:
    """``InvalidInput`` for a time that makes no sense, or is over."""
    if span.starts_at <= at:
        raise InvalidInput(_("The beginning must be in the future."), field="starts_at")
    if not span.starts_at < span.ends_at <= span.starts_at + LONGEST:
        raise InvalidInput(_("The end comes after the beginning, within three days."), field="ends_at")


def free_person(person: Person, place: Place, span: Span, *, besides: Session | None = None) -> Person:
    """The person, locked, so that two planners see each other; ``PersonBusy``, or ``InvalidInput`` for who left.

    ``besides``: the session that moves. Who left may keep what is theirs.
    """
    locked = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not locked.is_active and not (besides and besides.person_id == locked.pk):
        raise InvalidInput(_("%(person)s does not lead sessions any more.") % {"person": locked}, field="person")
    if Place.objects.filter(pk=place.pk, is_closed=True).exists():
        message = _("%(place)s is closed. Open it first, or choose another place.")
        raise InvalidInput(message % {"place": place}, field="place")
    if clash := clash_of(locked, span, besides=besides.pk if besides else None):
        raise PersonBusy(person=locked.name, other=f"{clash.sku.product.title} {clash.sku.option_text}")
    return locked


def save_at_its_time(session: Session) -> None:
    """Save it; what the database itself refuses is ``PersonBusy`` too."""
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError as error:
        raise PersonBusy(person=session.person.name, other=session_text(session.starts_at, "")) from error


def _check(data: SessionData) -> None:
    if data.product.kind != ProductKind.SERVICE:
        raise InvalidInput(_("Only bookable services have sessions."), field="product")
    if not 1 <= data.seats <= MAX_SEATS:
        raise InvalidInput(_("A session has 1 to %(count)s seats.") % {"count": MAX_SEATS}, field="seats")
    if not timedelta() <= data.closes_before <= timedelta(days=60):
        raise InvalidInput(_("The sale ends at most 60 days before."), field="closes_hours")


def _code(data: SessionData) -> str:
    """A free code that says which session it is."""
    begin = f"{timezone.localtime(data.span.starts_at):%y%m%d-%H%M}"
    base = f"S{data.product.pk}-{begin}-{data.person.pk}"
    # Also those that were renamed: the combination keeps the first code.
    rows = Sku.objects.filter(Q(code__startswith=base) | Q(combination__startswith=f"#{base}"))
    taken = {code.lstrip("#") for row in rows.values_list("code", "combination") for code in row}
    return next(code for number in range(1, len(taken) + 2) if (code := f"{base}-{number}") not in taken)
