"""Exports on a schedule, made for people as each of them may see the list."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.core import audit
from shop.core.errors import InvalidInput, NotFound, ShopError
from shop.exports import registry
from shop.exports.enums import Format, Frequency
from shop.exports.models import Schedule
from shop.exports.operations.produce import MAX_QUERY, count_rows, kind_for, start_export
from shop.exports.rules import days_before, next_time


def may_receive(person: Any, permission: str) -> bool:
    """Whether somebody is staff who may see the list, and has an address."""
    return bool(person.is_active and person.email and person.has_perm(permission))


def possible_recipients(key: str) -> list[Any]:
    """Everybody whom this list may be sent to."""
    kind = registry.get(key)
    people = get_user_model()._default_manager.filter(is_active=True).exclude(email="").order_by("username")
    return [person for person in people if kind and may_receive(person, kind.permission)]


@transaction.atomic
def save_schedule(
    *,
    by: Any,
    key: str,
    query: str,
    format_: str,
    language: str,
    frequency: str,
    weekday: int,
    month_day: int,
    clock: time,
    only_new: bool,
    recipients: Sequence[Any],
    at: datetime,
) -> Schedule:
    """Send this list at that time from now on, for each recipient as they may see it.

    ``InvalidInput`` without a recipient who may see it, and for a filter that makes no sense.
    """
    kind = kind_for(by, key)
    if not recipients or not all(may_receive(person, kind.permission) for person in recipients):
        raise InvalidInput(
            gettext_lazy("Choose people who may see this list and have a mail address."), field="recipients"
        )
    if len(query) > MAX_QUERY:
        raise InvalidInput(gettext_lazy("Please correct the filter first."))
    count_rows(by=by, key=key, query=query, at=at)
    schedule = Schedule(
        kind=key,
        query=query,
        format=Format(format_).value,
        language=language,
        frequency=Frequency(frequency).value,
        weekday=weekday,
        month_day=month_day,
        clock=clock,
        only_new=only_new and kind.period is not None,
        created_by_id=by.pk,
        created_at=at,
    )
    schedule.next_at = _next(schedule, at)
    schedule.save()
    schedule.recipients.set(recipients)
    audit.record(
        by=by,
        action="exports.schedule",
        subject=schedule,
        data={"list": key, "query": query, "to": [person.get_username() for person in recipients]},
    )
    return schedule


def _next(schedule: Schedule, after: datetime) -> datetime:
    return next_time(
        frequency=schedule.frequency,
        weekday=schedule.weekday,
        month_day=schedule.month_day,
        clock=schedule.clock,
        after=after,
    )


@transaction.atomic
def end_schedule(*, by: Any, schedule: Schedule) -> None:
    """Send it to nobody any more; files that were made stay until they expire."""
    audit.record(by=by, action="exports.end_schedule", subject=schedule, data={"list": schedule.kind})
    schedule.delete()


@transaction.atomic
def leave_schedule(*, by: Any, schedule: Schedule) -> None:
    """Send it to this person no more; with the last one it ends. ``NotFound`` for who does not get it."""
    if not schedule.recipients.filter(pk=by.pk).exists():
        raise NotFound
    if schedule.recipients.count() == 1:
        end_schedule(by=by, schedule=schedule)
        return
    schedule.recipients.remove(by.pk)
    audit.record(by=by, action="exports.leave_schedule", subject=schedule, data={"list": schedule.kind})


def send_due(*, at: datetime) -> int:
    """Begin what is due by ``at``, each moment once, however often and from how many workers this is called.

    Of moments that were missed the last one goes out, and tells of all days since. Returns how many exports began.
    """
    due = Schedule.objects.filter(next_at__lte=at).order_by("next_at", "pk")[:50]
    return sum(_begin(schedule, at) for schedule in due)


@transaction.atomic
def _begin(schedule: Schedule, at: datetime) -> int:
    first = last = schedule.next_at
    while (following := _next(schedule, last)) <= at:
        last = following
    # The guard: whoever moves the hand on has the moment, and a crash before the commit leaves it to the next beat.
    if not Schedule.objects.filter(pk=schedule.pk, next_at=first).update(next_at=following):
        return 0
    begun, problem = 0, ""
    query = _query(schedule, first, last)
    for person in schedule.recipients.order_by("pk"):
        if not person.is_active:
            continue
        try:
            start_export(
                by=person,
                key=schedule.kind,
                query=query,
                format_=schedule.format,
                language=schedule.language,
                at=at,
                schedule=schedule,
                due_at=last,
            )
        except ShopError as error:
            with translation.override(schedule.language):
                told = _("may not see this list any more") if isinstance(error, NotFound) else str(error)
            problem = f"{person}: {told}"
        else:
            begun += 1
    Schedule.objects.filter(pk=schedule.pk).update(problem=problem[:300])
    return begun


def _query(schedule: Schedule, first: datetime, last: datetime) -> str:
    kind = registry.get(schedule.kind)
    if not schedule.only_new or kind is None or kind.period is None:
        return schedule.query
    since, until = days_before(frequency=schedule.frequency, month_day=schedule.month_day, first=first, last=last)
    query = QueryDict(schedule.query, mutable=True)
    for name, value in kind.period(since, until).items():
        query[name] = value
    return query.urlencode()
