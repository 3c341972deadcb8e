"""Two planners, one person."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from shop.bookings.errors import PersonBusy, SeatsSold
from shop.bookings.guards import NAME, TABLE
from shop.bookings.models import Session
from shop.bookings.operations import cancel_session, plan, plan_session
from shop.orders.models import Order
from tests.factories import NOW
from tests.factories.bookings import TEN, hours, make_session, person, session_data
from tests.factories.orders import place
from tests.races.stage import meet

Breaches = Callable[[], list[str]]


def planners() -> tuple[Callable[[], Session], Callable[[], Session]]:
    """The same person for two hours from ten and from eleven on, for two services."""
    who = person()
    one, other = session_data(person=who), session_data(person=who, span=hours(TEN + timedelta(hours=1)))
    return (
        lambda: plan_session(by=None, data=one, at=NOW),
        lambda: plan_session(by=None, data=other, at=NOW),
    )


def without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan.Person.objects, "select_for_update", lambda **options: plan.Person.objects.all())


def test_two_planners_book_one_person_once(breaches: Breaches) -> None:
    met = meet(*planners(), after='INSERT INTO "bookings_session"')

    assert isinstance(met.first, Session)
    assert isinstance(met.second, PersonBusy)
    assert met.waited
    assert breaches() == []


def test_without_the_lock_the_database_still_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = planners()
    without_the_lock(monkeypatch)

    met = meet(one, other, after='INSERT INTO "bookings_session"')

    assert isinstance(met.second, PersonBusy)
    assert Session.objects.count() == 1


def test_without_either_the_person_is_in_two_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    one, other = planners()
    without_the_lock(monkeypatch)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT {NAME}")

    met = meet(one, other, after='INSERT INTO "bookings_session"')

    assert isinstance(met.first, Session)
    assert isinstance(met.second, Session)
    assert met.first.span.meets(met.second.span)


def test_a_session_is_not_cancelled_under_somebody_who_just_orders(breaches: Breaches) -> None:
    session = make_session()

    met = meet(
        lambda: place({session.sku: 1}),
        lambda: cancel_session(by=None, session=session, at=NOW),
        after='UPDATE "inventory_stockitem"',
    )

    assert isinstance(met.first, Order)
    assert isinstance(met.second, SeatsSold)
    assert met.waited
    assert breaches() == []
