"""Two beats for one scheduled export, two scans of one visitor: each happens once; with controls that look first."""

from datetime import UTC, datetime, time

from django.core import mail
from django.db import IntegrityError, transaction

from shop.exports.models import Export, Schedule
from shop.exports.operations.produce import start_export
from shop.exports.operations.schedules import save_schedule, send_due
from shop.origin.models import PrintedCode, Scan
from shop.origin.operations import count_scan
from tests.factories import NOW
from tests.factories.origin import code_of, printed, visitor
from tests.factories.staff import member
from tests.races.stage import crowd, meet

# Eight o'clock in Shanghai.
DUE = datetime(2026, 10, 2, 0, 0, tzinfo=UTC)


def schedule() -> Schedule:
    clerk = member("Operations", email="lin@example.cn")
    return save_schedule(
        by=clerk,
        key="stock",
        query="",
        format_="csv",
        language="en",
        frequency="daily",
        weekday=0,
        month_day=1,
        clock=time(8),
        only_new=False,
        recipients=[clerk],
        at=NOW,
    )


def beat() -> int:
    return send_due(at=DUE)


def test_two_beats_send_once() -> None:
    schedule()

    met = meet(beat, beat, after='UPDATE "exports_schedule"')

    assert (met.first, met.second, met.waited) == (1, 0, True)
    assert Export.objects.count() == 1
    assert len(mail.outbox) == 1


def test_a_crowd_of_beats_sends_once() -> None:
    schedule()

    assert sorted(crowd(*[beat] * 6)) == [0, 0, 0, 0, 0, 1]
    assert Export.objects.count() == 1


def test_the_control_looking_first_makes_it_twice_but_for_the_constraint() -> None:
    schedule()

    @transaction.atomic
    def careless() -> Export:
        row = Schedule.objects.get()
        Schedule.objects.update(next_at=DUE.replace(day=3))
        return start_export(
            by=row.created_by, key="stock", query="", format_="csv", language="en", at=DUE, schedule=row, due_at=DUE
        )

    met = meet(careless, careless, after='UPDATE "exports_schedule"')

    assert isinstance(met.first, Export)
    assert isinstance(met.second, IntegrityError)
    assert Export.objects.count() == 1


def scan(code: PrintedCode) -> bool:
    return count_scan(code=code, visitor=visitor(), at=NOW)


def test_two_scans_of_one_visitor_at_the_same_moment_are_one() -> None:
    code = code_of(printed())

    met = meet(lambda: scan(code), lambda: scan(code), after='INSERT INTO "origin_scan"')

    assert (met.first, met.second, met.waited) == (True, False, True)
    assert Scan.objects.count() == 1


def test_the_control_counting_without_the_key_is_stopped_by_it() -> None:
    code = code_of(printed())

    @transaction.atomic
    def careless() -> Scan:
        return Scan.objects.create(code=code, run=code.run, day=NOW.date(), visitor="1", at=NOW)

    met = meet(careless, careless, after='INSERT INTO "origin_scan"')

    assert isinstance(met.first, Scan)
    assert isinstance(met.second, IntegrityError)
