"""A week of sessions: a table of days and hours on a desk, a list by day on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin.widgets.button import HeaderButton

from shop.bookings.admin.forms import MOMENT, CalendarFilter
from shop.bookings.models import Person, Session
from shop.bookings.queries import Seats, seats_of, sessions_between
from shop.catalog.enums import ProductKind
from shop.catalog.models import Product
from shop.core.desk import DeskView

# Shown in any case; the week grows where something is earlier or later.
FIRST_HOUR, LAST_HOUR = 9, 18
COLOURS = 6
# With more sessions in a week, the phone has a way to each of its days.
AT_A_GLANCE = 12
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Entry:
    """A session as the calendar shows it. ``colour`` is its person's, beside the name."""

    session: Session
    seats: Seats
    colour: int
    state: str
    state_label: Any


@dataclass(frozen=True)
class Cell:
    """An hour of a day: what begins in it, and where to plan one, if it is still to come."""

    entries: list[Entry]
    starts_at: datetime
    plan_url: str


@dataclass(frozen=True)
class Day:
    """A column, and on a phone a heading."""

    day: date
    is_today: bool
    entries: list[Entry] = field(default_factory=list)


def state_of(session: Session, seats: Seats, at: datetime) -> tuple[str, Any]:
    """The state as a dot and its word."""
    if session.cancelled_at:
        return "cancelled", _("Cancelled")
    if session.ends_at <= at:
        return "ended", pgettext("session", "Over")
    if not session.sku.is_for_sale(at):
        return "draft", _("Off sale")
    return ("out", _("Full")) if not seats.free else ("ok", _("On sale"))


def entries_of(sessions: Sequence[Session], *, at: datetime) -> list[Entry]:
    """The sessions with seats and state. Two queries."""
    seats = seats_of(sessions, at=at)
    return [Entry(row, seats[row.pk], row.person_id % COLOURS, *state_of(row, seats[row.pk], at)) for row in sessions]


def midnight(day: date) -> datetime:
    """The local beginning of a day."""
    return timezone.make_aware(datetime.combine(day, time.min))


class CalendarView(DeskView):
    """The week of ``?day=``, of everybody or of one person."""

    permission_required = "bookings.view_session"
    header_icon = "calendar-alt"
    template_name = "admin/bookings/calendar.html"
    page_title = gettext_lazy("Sessions")

    @property
    def may_change(self) -> bool:
        return bool(self.request.user.has_perm("bookings.change_session"))

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.may_change:
            return []
        return [
            HeaderButton(_("Plan a session"), url=reverse("booking_desk:plan"), icon_name="plus"),
            HeaderButton(_("People"), url=reverse("booking_desk:people"), icon_name="group"),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at = timezone.now()
        form = CalendarFilter(self.request.GET)
        values = form.cleaned_data if form.is_valid() else {}
        today = timezone.localdate(at)
        chosen: date = values.get("day") or today
        monday = chosen - timedelta(days=chosen.weekday())
        person: Person | None = values.get("person")
        found = sessions_between(midnight(monday), midnight(monday + WEEK), person_id=person.pk if person else None)
        days = [Day(day, day == today) for day in (monday + timedelta(days=number) for number in range(7))]
        for entry in entries_of(list(found), at=at):
            # What began the week before stands on its first day.
            begun = max(timezone.localtime(entry.session.starts_at).date(), monday)
            days[(begun - monday).days].entries.append(entry)
        return super().get_context_data(
            form=form,
            monday=monday,
            sunday=monday + timedelta(days=6),
            previous=monday - WEEK,
            next=monday + WEEK,
            this_week=today - timedelta(days=today.weekday()),
            person=person,
            days=days,
            hours=self._hours(days, at, person),
            is_empty=not any(day.entries for day in days),
            is_long=sum(len(day.entries) for day in days) > AT_A_GLANCE,
            has_services=Product.objects.filter(kind=ProductKind.SERVICE).exists(),
            people=list(Person.objects.all()),
            may_change=self.may_change,
            **kwargs,
        )

    def _hours(self, days: list[Day], at: datetime, person: Person | None) -> list[tuple[int, list[Cell]]]:
        begun = [timezone.localtime(entry.session.starts_at).hour for day in days for entry in day.entries]
        first, last = min([FIRST_HOUR, *begun]), max([LAST_HOUR, *begun])
        return [(hour, [self._cell(day, hour, at, person) for day in days]) for hour in range(first, last + 1)]

    def _cell(self, day: Day, hour: int, at: datetime, person: Person | None) -> Cell:
        starts_at = midnight(day.day) + timedelta(hours=hour)
        entries = [row for row in day.entries if timezone.localtime(row.session.starts_at).hour == hour]
        if not self.may_change or starts_at <= at:
            return Cell(entries, starts_at, "")
        asked = {"starts_at": f"{timezone.localtime(starts_at):{MOMENT}}"}
        if person:
            asked["person"] = str(person.pk)
        return Cell(entries, starts_at, f"{reverse('booking_desk:plan')}?{urlencode(asked)}")
