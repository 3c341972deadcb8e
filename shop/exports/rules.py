"""When a scheduled export goes out."""

import calendar
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from shop.exports.enums import Frequency


def _moment(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


def _in_month(year: int, month: int, month_day: int) -> date:
    """That day of the month, or its last one where the month is shorter."""
    return date(year, month, min(month_day, calendar.monthrange(year, month)[1]))


def next_time(*, frequency: str, weekday: int, month_day: int, clock: time, after: datetime) -> datetime:
    """The first moment after ``after`` that is ``clock`` here: on any day, that weekday (Monday is 0), or that day of
    the month (its last day where it is shorter).
    """
    day = timezone.localtime(after).date()
    while True:
        is_day = {
            Frequency.DAILY: True,
            Frequency.WEEKLY: day.weekday() == weekday,
            Frequency.MONTHLY: day == _in_month(day.year, day.month, month_day),
        }[Frequency(frequency)]
        moment = _moment(day, clock)
        if is_day and moment > after:
            return moment
        day += timedelta(days=1)


def days_before(*, frequency: str, month_day: int, first: datetime, last: datetime) -> tuple[date, date]:
    """The days an export due at ``last`` tells of when nothing went out since the one before ``first``: from the day
    of that one to the day before ``last``.
    """
    day = timezone.localtime(first).date()
    if frequency == Frequency.MONTHLY:
        year, month = (day.year - 1, 12) if day.month == 1 else (day.year, day.month - 1)
        since = _in_month(year, month, month_day)
    else:
        since = day - timedelta(days=7 if frequency == Frequency.WEEKLY else 1)
    return since, timezone.localtime(last).date() - timedelta(days=1)
