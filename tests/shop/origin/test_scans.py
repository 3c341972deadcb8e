"""Scans are counted honestly, and kept."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from shop.origin.models import Scan
from shop.origin.operations import count_scan
from shop.origin.queries import origin_of, scans_by_day, scans_of
from tests.factories import NOW
from tests.factories.origin import PHONE, code_of, printed, visitor

pytestmark = pytest.mark.django_db


def test_a_visitor_counts_once_a_day_for_each_code() -> None:
    run = printed(target="unit", labels=2)
    one, two = code_of(run, 1), code_of(run, 2)

    assert count_scan(code=one, visitor=visitor(), at=NOW)
    assert not count_scan(code=one, visitor=visitor(), at=NOW + timedelta(minutes=5))
    assert count_scan(code=two, visitor=visitor(), at=NOW)
    assert count_scan(code=one, visitor=visitor("2"), at=NOW)
    assert count_scan(code=one, visitor=visitor(), at=NOW + timedelta(days=1))

    assert scans_of([run]) == {run.pk: 4}
    day = NOW.date()
    assert scans_by_day(run, since=day) == [(day + timedelta(days=1), 1), (day, 3)]
    assert scans_by_day(run, since=day + timedelta(days=1)) == [(day + timedelta(days=1), 1)]


@pytest.mark.parametrize(
    "nobody",
    [
        {"user_agent": ""},
        {"user_agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"user_agent": "curl/8.5"},
        {"is_staff": True},
        {"is_prefetch": True},
    ],
)
def test_who_is_no_visitor_does_not_count(nobody: dict[str, Any]) -> None:
    code = code_of(printed())

    assert not count_scan(code=code, visitor=visitor(**{"user_agent": PHONE, **nobody}), at=NOW)
    assert not Scan.objects.exists()


def test_a_visitor_cannot_be_followed_from_day_to_day() -> None:
    code = code_of(printed())
    count_scan(code=code, visitor=visitor("customer 1"), at=NOW)
    count_scan(code=code, visitor=visitor("customer 1"), at=NOW + timedelta(days=1))

    first, second = Scan.objects.order_by("day").values_list("visitor", flat=True)
    assert first != second
    assert "customer" not in first


def test_the_first_look_is_remembered_for_units_only() -> None:
    run = printed(target="unit", labels=1)
    unit, shared = code_of(run, 1), code_of(printed(run.lot))
    assert origin_of(unit).first_at is None
    for code in (unit, shared):
        count_scan(code=code, visitor=visitor(), at=NOW)
        count_scan(code=code, visitor=visitor("2"), at=NOW + timedelta(days=2))

    assert origin_of(unit).first_at == NOW
    assert origin_of(shared).first_at is None


def test_the_database_keeps_what_was_counted() -> None:
    count_scan(code=code_of(printed()), visitor=visitor(), at=NOW)

    for change in (lambda: Scan.objects.update(visitor="x"), lambda: Scan.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Scan.objects.count() == 1
