"""Times and words of sessions. No I/O."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

MAX_SEATS = 1000
MAX_WEEKS = 26
LONGEST = timedelta(days=3)


@dataclass(frozen=True, kw_only=True)
class Span:
    """From when to when; the end does not belong to it."""

    starts_at: datetime
    ends_at: datetime

    def meets(self, other: "Span") -> bool:
        """Whether somebody would have to be at both."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def session_text(starts_at: datetime, person: str) -> str:
    """What tells a session apart, on order lines too: ``2026-12-12 10:00 王老师``. The same in every language."""
    return f"{timezone.localtime(starts_at):%Y-%m-%d %H:%M} {person}"


def weekly(span: Span, weeks: int) -> Iterator[Span]:
    """The span and the same weekday and time by the clock on the wall of the ``weeks`` - 1 weeks after it."""
    first, last = (timezone.localtime(moment).replace(tzinfo=None) for moment in (span.starts_at, span.ends_at))
    for week in range(weeks):
        step = timedelta(weeks=week)
        yield Span(starts_at=timezone.make_aware(first + step), ends_at=timezone.make_aware(last + step))


def end_text(span: Span) -> str:
    """When it ends, put behind its beginning: ``12:00``, with the day where that is another one: ``12-14 10:00``."""
    first, last = timezone.localtime(span.starts_at), timezone.localtime(span.ends_at)
    if last.date() == first.date():
        return f"{last:%H:%M}"
    if last.time() == time.min and last.date() == first.date() + timedelta(days=1):
        return "24:00"
    return f"{last:%m-%d %H:%M}"


def ticket_days(span: Span) -> tuple[datetime, datetime]:
    """From when to when a ticket is good: the local day of the session, whole, to the end of its last one."""
    first = timezone.localtime(span.starts_at).date()
    # A session that ends at midnight ends on the day before.
    last = timezone.localtime(span.ends_at - timedelta(microseconds=1)).date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(first, time.min)), timezone.make_aware(datetime.combine(last, time.min))
