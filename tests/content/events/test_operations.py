"""Signing up, waiting, coming: places are never promised twice, and what comes free goes down the line."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from content.events import operations
from content.events.enums import SignUpState
from content.events.errors import (
    CapacityBelowTaken,
    EventFull,
    NotCheckedIn,
    SignedUpAlready,
    SignUpNotOpen,
    SignUpUnchangeable,
)
from content.events.models import Admission, EventPage, SignUp
from content.events.rules import AdmissionData
from shop.core.errors import InvalidInput, StaleState
from shop.customers.merging import merge_customers
from shop.customers.records import records_of
from tests.factories import NOW
from tests.factories.bookings import service
from tests.factories.customers import CustomerFactory
from tests.factories.events import TEN, join, make_event
from tests.factories.staff import UserFactory

pytestmark = pytest.mark.django_db


def taken(page: EventPage) -> int:
    return Admission.objects.get(page=page).taken


def states(page: EventPage) -> list[tuple[str, int]]:
    """State and people of each sign-up, the oldest first."""
    return list(SignUp.objects.filter(event=page).order_by("pk").values_list("state", "party"))


def test_places_are_taken_until_they_are_gone() -> None:
    page = make_event(5)

    first = join(page, 3, phone="+86 138 0013 8000", answers=(("坐车来吗？", "是"),))
    with pytest.raises(EventFull):
        join(page, 3, waits=False)
    join(page, 2)

    assert (first.state, first.phone, first.answers) == ("joined", "13800138000", [["坐车来吗？", "是"]])
    assert len(first.number) == 6
    assert states(page) == [("joined", 3), ("joined", 2)]
    assert taken(page) == 5


def test_the_database_refuses_more_people_than_places() -> None:
    page = make_event(2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Admission.objects.filter(page=page).update(taken=3)


def test_a_number_signs_up_once_and_again_after_signing_off() -> None:
    page = make_event(5)
    row = join(page, phone="13800138000")
    with pytest.raises(SignedUpAlready):
        join(page, phone="138 0013 8000")
    assert SignUp.objects.count() == 1

    operations.withdraw(signup=row, at=NOW)
    join(page, phone="13800138000")

    assert states(page) == [("withdrawn", 1), ("joined", 1)]
    assert taken(page) == 1


@pytest.mark.parametrize(
    ("fields", "party", "error"),
    [
        ({"opens_at": NOW + timedelta(hours=1)}, 1, SignUpNotOpen),
        ({"closes_at": NOW - timedelta(hours=1)}, 1, SignUpNotOpen),
        ({"starts_at": NOW, "ends_at": NOW + timedelta(hours=1)}, 1, SignUpNotOpen),
        ({"capacity": None}, 1, SignUpNotOpen),
        ({"party_limit": 2}, 3, InvalidInput),
        ({}, 6, InvalidInput),
        ({"capacity": 2, "has_waiting_list": False}, 3, EventFull),
        # A line in which one could never be served.
        ({"capacity": 2}, 3, EventFull),
    ],
)
def test_a_refused_sign_up_leaves_nothing(fields: dict[str, object], party: int, error: type[Exception]) -> None:
    page = make_event(**fields)  # type: ignore[arg-type]
    with pytest.raises(error):
        join(page, party)
    assert SignUp.objects.count() == 0


def test_what_comes_free_is_offered_in_order_to_the_first_whom_it_suffices_for() -> None:
    page = make_event(4)
    couple, other = join(page, 2), join(page, 2)
    four, one, late = join(page, 4), join(page, 1), join(page, 1)

    operations.withdraw(signup=couple, at=NOW)

    # Two places: not enough for the first of the line, who keeps their turn.
    assert [row.state for row in SignUp.objects.filter(pk__in=[four.pk, one.pk, late.pk]).order_by("pk")] == [
        "waiting", "offered", "offered",
    ]  # fmt: skip
    assert taken(page) == 4
    one.refresh_from_db()
    assert one.offer_ends_at == NOW + timedelta(hours=24)

    # Nobody answers; with no job having run the offer is over, and the next who asks finds the places gone.
    later = NOW + timedelta(hours=24)
    assert one.state_at(later) == SignUpState.LAPSED
    with pytest.raises(SignUpUnchangeable):
        operations.accept_offer(signup=one, at=later)
    operations.withdraw(signup=other, at=later)
    four.refresh_from_db()
    assert (four.state, four.offer_ends_at) == ("offered", later + timedelta(hours=24))
    assert states(page)[3:] == [("lapsed", 1), ("lapsed", 1)]
    assert operations.accept_offer(signup=four, at=later).state == "joined"
    assert taken(page) == 4


def test_a_job_lets_offers_go_and_no_offer_outlasts_the_sign_up() -> None:
    page = make_event(1, closes_at=NOW + timedelta(hours=30))
    first, second, third = join(page), join(page), join(page)
    operations.withdraw(signup=first, at=NOW)

    assert operations.settle_due(at=NOW + timedelta(hours=23)) == 0
    assert operations.settle_due(at=NOW + timedelta(hours=24)) == 1
    second.refresh_from_db()
    third.refresh_from_db()
    assert second.state == "lapsed"
    assert (third.state, third.offer_ends_at) == ("offered", NOW + timedelta(hours=30))

    # Closed: nobody is asked any more, and the place is free for whoever comes.
    assert operations.settle_due(at=NOW + timedelta(hours=30)) == 1
    assert taken(page) == 0


def test_people_come_with_more_or_fewer() -> None:
    page = make_event(4)
    row, waiting = join(page, 2), join(page, 3)

    with pytest.raises(EventFull):
        operations.change_party(signup=join(page, 2), party=4, at=NOW)
    with pytest.raises(InvalidInput):
        operations.change_party(signup=row, party=5, at=NOW)
    operations.change_party(signup=row, party=1, at=NOW)

    waiting.refresh_from_db()
    assert waiting.state == "waiting"
    assert taken(page) == 3
    # The house may do what visitors may not, as far as there are places.
    with pytest.raises(EventFull):
        operations.change_party(signup=row, party=6, at=NOW, by=UserFactory())
    operations.change_party(signup=waiting, party=1, at=NOW)
    waiting.refresh_from_db()
    assert waiting.state == "offered"
    with pytest.raises(EventFull):
        operations.change_party(signup=waiting, party=2, at=NOW)


def test_more_places_are_offered_and_never_fewer_than_people() -> None:
    page = make_event(2)
    join(page, 2)
    waiting = join(page, 2)
    with pytest.raises(CapacityBelowTaken):
        operations.set_admission(by=None, page=page, data=AdmissionData(capacity=1), at=NOW)

    operations.set_admission(by=None, page=page, data=AdmissionData(capacity=4), at=NOW)

    waiting.refresh_from_db()
    assert (waiting.state, taken(page)) == ("offered", 4)


def test_what_is_booked_in_the_shop_has_no_places_here() -> None:
    page = make_event(None, product=service())
    with pytest.raises(InvalidInput):
        operations.set_admission(by=None, page=page, data=AdmissionData(capacity=1), at=NOW)
    assert Admission.objects.count() == 0


def test_somebody_is_let_in_once_on_the_day() -> None:
    page = make_event(3)
    row, waiting, helper = join(page), join(page, 3), UserFactory(last_name="林", first_name="小")

    with pytest.raises(NotCheckedIn, match="10-11"):
        operations.check_in(by=helper, signup=row, at=NOW)
    assert operations.check_in(by=helper, signup=row, at=TEN).checked_in_by == helper
    with pytest.raises(NotCheckedIn, match="10:00"):
        operations.check_in(by=UserFactory(), signup=row, at=TEN + timedelta(minutes=5))
    with pytest.raises(NotCheckedIn):
        operations.check_in(by=helper, signup=waiting, at=TEN)
    with pytest.raises(SignUpUnchangeable):
        operations.withdraw(signup=row, at=TEN)

    assert operations.undo_check_in(by=helper, signup=row, at=TEN).checked_in_at is None
    with pytest.raises(NotCheckedIn):
        operations.undo_check_in(by=helper, signup=row, at=TEN)
    assert operations.check_in(by=helper, signup=row, at=TEN).checked_in_at == TEN


def test_walk_ins_come_while_there_are_places() -> None:
    page, helper = make_event(3), UserFactory()
    join(page, 1)
    with pytest.raises(EventFull):
        operations.add_walk_in(by=helper, page=page, party=3, at=TEN)

    row = operations.add_walk_in(by=helper, page=page, party=2, at=TEN)

    assert (row.state, row.name, row.phone, row.checked_in_at) == ("joined", "", "", TEN)
    assert taken(page) == 3
    operations.undo_check_in(by=helper, signup=row, at=TEN)
    assert states(page) == [("joined", 1), ("withdrawn", 2)]
    assert taken(page) == 1


def test_somebody_moves_to_another_event_and_the_place_goes_to_the_line() -> None:
    here, there = make_event(1), make_event(2, title="看窑")
    row, waiting = join(here, phone="13800138000"), join(here)

    moved = operations.move_sign_up(by=UserFactory(), signup=row, to=there, at=NOW)

    assert (moved.event_id, moved.state) == (there.pk, "joined")
    waiting.refresh_from_db()
    assert (waiting.state, taken(here), taken(there)) == ("offered", 1, 1)
    # Full there: at the end of its line.
    join(there, 1)
    assert operations.move_sign_up(by=UserFactory(), signup=waiting, to=there, at=NOW).state == "waiting"
    assert taken(here) == 0
    with pytest.raises(SignedUpAlready):
        operations.move_sign_up(by=UserFactory(), signup=join(here, phone="13800138000"), to=there, at=NOW)


def test_an_event_is_called_off_and_held_after_all() -> None:
    page, by = make_event(1), UserFactory()
    row, waiting = join(page), join(page)
    with pytest.raises(InvalidInput):
        operations.cancel_event(by=by, page=page, reason=" ", at=NOW)

    operations.cancel_event(by=by, page=page, reason="大雪封山。", at=NOW)

    with pytest.raises(StaleState):
        operations.cancel_event(by=by, page=page, reason="又一次", at=NOW)
    with pytest.raises(SignUpNotOpen):
        join(page)
    with pytest.raises(NotCheckedIn):
        operations.check_in(by=by, signup=row, at=TEN)
    operations.withdraw(signup=row, at=NOW)
    waiting.refresh_from_db()
    assert waiting.state == "waiting"

    operations.hold_after_all(by=by, page=page, at=NOW)
    waiting.refresh_from_db()
    assert waiting.state == "offered"


def test_what_is_known_of_people_goes_and_how_many_came_stays() -> None:
    page, customer = make_event(3), CustomerFactory()
    row = join(page, 2, customer=customer, answers=(("忌口？", "花生"),))
    operations.check_in(by=UserFactory(), signup=row, at=TEN)
    assert records_of(customer)["event_sign_ups"][0]["answers"] == [["忌口？", "花生"]]

    assert operations.forget_people(at=page.ends_at + timedelta(days=30, seconds=-1)) == 0
    assert operations.forget_people(at=page.ends_at + timedelta(days=30)) == 1
    assert operations.forget_people(at=page.ends_at + timedelta(days=31)) == 0

    row.refresh_from_db()
    assert (row.name, row.phone, row.answers, row.customer_id) == ("", "", [], None)
    assert (row.party, row.checked_in_at, row.state) == (2, TEN, "joined")
    assert records_of(customer)["event_sign_ups"] == []


def test_sign_ups_of_a_device_follow_its_customer() -> None:
    guest, into = CustomerFactory(), CustomerFactory()
    row = join(make_event(), customer=guest)
    merge_customers(guest=guest, into=into, at=NOW)
    row.refresh_from_db()
    assert row.customer_id == into.pk
