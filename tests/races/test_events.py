"""Events under pressure: the last places, one ticket at two doors, a place that comes free."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.db.models import F

from content.events import operations
from content.events.errors import EventFull, NotCheckedIn, SignedUpAlready
from content.events.models import Admission, SignUp
from content.events.operations import signing, waiting
from tests.factories import NOW
from tests.factories.events import TEN, join, make_event
from tests.factories.staff import UserFactory
from tests.races.stage import crowd, meet

Breaches = Callable[[], list[str]]


def test_two_want_the_last_places(breaches: Breaches) -> None:
    page = make_event(3)
    met = meet(
        lambda: join(page, 2, waits=False),
        lambda: join(page, 2, waits=False),
        after='UPDATE "events_admission"',
    )
    assert isinstance(met.first, SignUp)
    assert isinstance(met.second, EventFull)
    assert met.waited
    assert Admission.objects.get().taken == 2
    assert breaches() == []


def test_a_crowd_signs_up_and_nobody_is_promised_too_much(breaches: Breaches) -> None:
    page = make_event(5)
    came = crowd(*[lambda: join(page, 2) for _number in range(6)])
    assert sorted(row.state for row in came) == ["joined"] * 2 + ["waiting"] * 4
    assert Admission.objects.get().taken == 4
    assert breaches() == []


def test_the_control_counting_first_promises_the_last_places_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: places are looked at and then written, with neither lock nor guard."""
    page = make_event(3)

    def look(page: object, *, at: object) -> Admission:
        return Admission.objects.select_related("page").get()

    def careless(admission: Admission, people: int) -> None:
        if Admission.objects.get(pk=admission.pk).taken + people > admission.capacity:
            raise EventFull
        # Kept from the database's own constraint, which would be the last to refuse.
        Admission.objects.filter(pk=admission.pk).update(taken=F("taken"))

    monkeypatch.setattr(signing, "lock", look)
    monkeypatch.setattr(signing, "take", careless)
    monkeypatch.setattr(waiting, "take", careless)
    met = meet(
        lambda: join(page, 2, waits=False), lambda: join(page, 2, waits=False), after='UPDATE "events_admission"'
    )
    assert isinstance(met.first, SignUp)
    assert isinstance(met.second, SignUp)
    assert SignUp.objects.holding().people() == 4


def test_one_number_signs_up_twice_at_once(breaches: Breaches) -> None:
    page = make_event(9)
    met = meet(
        lambda: join(page, phone="13800138000"),
        lambda: join(page, phone="13800138000"),
        after='INSERT INTO "events_signup"',
    )
    assert isinstance(met.first, SignUp)
    assert isinstance(met.second, SignedUpAlready)
    assert met.waited
    assert breaches() == []


def test_two_helpers_scan_one_ticket(breaches: Breaches) -> None:
    row = join(make_event(3))
    one, other = UserFactory(), UserFactory()

    met = meet(
        lambda: operations.check_in(by=one, signup=row, at=TEN),
        lambda: operations.check_in(by=other, signup=row, at=TEN),
        after='UPDATE "events_signup"',
    )

    assert isinstance(met.first, SignUp)
    assert isinstance(met.second, NotCheckedIn)
    assert met.waited
    assert SignUp.objects.get().checked_in_by == one
    assert breaches() == []


def test_the_control_two_helpers_who_look_first_let_them_in_twice() -> None:
    row = join(make_event(3))
    helpers = [UserFactory(), UserFactory()]

    @transaction.atomic
    def careless() -> bool:
        if SignUp.objects.get(pk=row.pk).checked_in_at:
            return False
        SignUp.objects.filter(pk=row.pk).update(checked_in_at=TEN, checked_in_by=helpers.pop())
        return True

    met = meet(careless, careless, after='FROM "events_signup"')
    assert (met.first, met.second) == (True, True)


def test_signing_off_meets_the_job_and_the_place_is_offered_once(breaches: Breaches) -> None:
    page = make_event(1)
    first, second, third = join(page), join(page), join(page)
    operations.withdraw(signup=first, at=NOW)
    second.refresh_from_db()
    later = second.offer_ends_at
    assert later is not None

    met = meet(
        lambda: operations.settle_due(at=later),
        lambda: operations.withdraw(signup=third, at=later),
        after='UPDATE "events_signup"',
    )

    assert met.first == 1
    assert met.waited
    states = dict(SignUp.objects.values_list("pk", "state"))
    assert (states[second.pk], states[third.pk]) == ("lapsed", "withdrawn")
    assert Admission.objects.get().taken == 0
    assert breaches() == []


def test_two_people_change_places_between_two_events(breaches: Breaches) -> None:
    here, there = make_event(3), make_event(3)
    one, other, by = join(here), join(there), UserFactory()

    moved = crowd(
        lambda: operations.move_sign_up(by=by, signup=one, to=there, at=NOW),
        lambda: operations.move_sign_up(by=by, signup=other, to=here, at=NOW),
    )

    assert [row.state for row in moved] == ["joined", "joined"]
    assert list(Admission.objects.order_by("pk").values_list("taken", flat=True)) == [1, 1]
    assert breaches() == []
