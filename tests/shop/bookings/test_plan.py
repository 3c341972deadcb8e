"""Planning: a SKU with seats for each session, and nobody in two places at once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from shop.bookings.errors import PersonBusy
from shop.bookings.models import Session
from shop.bookings.operations import cancel_session, plan_series, plan_session, save_person
from shop.bookings.queries import clashes, seats_of
from shop.bookings.rules import weekly
from shop.catalog.errors import KindHasSessions
from shop.catalog.models import Sku
from shop.core.errors import InvalidInput
from shop.inventory.operations import close_place
from tests.factories import NOW
from tests.factories.bookings import TEN, hours, make_session, person, service, session_data
from tests.factories.catalog import make_sku
from tests.factories.inventory import make_place

pytestmark = pytest.mark.django_db


def test_a_session_is_a_sku_with_seats_until_it_begins() -> None:
    who = person("王老师")
    session = make_session(person=who, seats=8, price_fen=12800, closes_before=timedelta(hours=3))

    sku = Sku.objects.get()
    assert (sku.option_text, sku.price_fen, sku.is_stocked) == ("2026-10-11 10:00 王老师", 12800, True)
    assert sku.sale_ends_at == TEN - timedelta(hours=3)
    assert (sku.stock.on_hand, sku.stock.low_at) == (8, 0)
    assert seats_of([session], at=NOW)[session.pk].free == 8
    assert str(session) == sku.option_text


def test_two_sessions_at_the_same_time_need_two_people() -> None:
    what = service()
    one = make_session(product=what)
    make_session(product=what)
    with pytest.raises(PersonBusy, match="2026-10-11 10:00"):
        make_session(product=what, person=one.person, span=hours(TEN + timedelta(hours=1)))
    assert Sku.objects.count() == Session.objects.count() == 2
    # One after the other is fine, and so is what was cancelled.
    make_session(product=what, person=one.person, span=hours(TEN + timedelta(hours=2)))
    cancel_session(by=None, session=one, at=NOW)
    assert make_session(product=what, person=one.person).sku.code != one.sku.code


def test_the_database_itself_keeps_people_from_being_in_two_places() -> None:
    one, other = make_session(), make_session()
    with pytest.raises(DatabaseError), transaction.atomic():
        Session.objects.filter(pk=other.pk).update(person=one.person)
    with pytest.raises(DatabaseError), transaction.atomic():
        Session.objects.create(
            sku=make_session(span=hours(TEN + timedelta(days=1))).sku,
            person=one.person,
            place=one.place,
            starts_at=one.starts_at - timedelta(minutes=30),
            ends_at=one.ends_at,
        )
    Session.objects.filter(pk=other.pk).update(
        person=one.person, starts_at=one.ends_at, ends_at=one.ends_at + timedelta(hours=1)
    )
    assert Session.objects.filter(person=one.person).count() == 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"span": hours(NOW)}, "starts_at"),
        ({"span": hours(TEN, 0)}, "ends_at"),
        ({"span": hours(TEN, 73)}, "ends_at"),
        ({"seats": 0}, "seats"),
        ({"seats": 1001}, "seats"),
        ({"price_fen": 0}, "price"),
        ({"closes_before": timedelta(days=61)}, "closes_hours"),
    ],
)
def test_what_makes_no_sense_is_refused(fields: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        make_session(**fields)
    assert refused.value.field == field
    assert not Sku.objects.exists()


def test_a_closed_place_and_somebody_who_left_take_no_sessions() -> None:
    shed = make_place("旧棚")
    close_place(by=None, place=shed)
    gone = person()
    save_person(by=None, person=gone, name=gone.name, is_active=False, at=NOW)
    for fields, field in (({"place": shed}, "place"), ({"person": gone}, "person")):
        with pytest.raises(InvalidInput) as refused:
            make_session(**fields)
        assert refused.value.field == field
    assert not Session.objects.exists()


def test_a_service_is_sold_by_session_and_nothing_else_is() -> None:
    with pytest.raises(KindHasSessions):
        make_sku(product=service())
    with pytest.raises(InvalidInput):
        make_session(product=make_sku().product)
    assert Sku.objects.count() == 1


def test_a_series_is_all_or_nothing_and_says_before_what_is_in_its_way() -> None:
    data = session_data()
    spans = list(weekly(hours(TEN), 3))
    other = plan_session(by=None, data=replace(data, span=spans[1]), at=NOW)

    assert clashes(data.person, spans) == [None, other, None]
    with pytest.raises(PersonBusy):
        plan_series(by=None, data=data, spans=spans, at=NOW)
    assert Session.objects.count() == 1
    assert len(plan_series(by=None, data=data, spans=[spans[0], spans[2]], at=NOW)) == 2
    with pytest.raises(InvalidInput):
        plan_series(by=None, data=data, spans=[], at=NOW)


def test_a_name_is_one_persons_and_sessions_to_come_follow_it() -> None:
    session = make_session(person=person("小李"))
    with pytest.raises(InvalidInput):
        save_person(by=None, name=" 小李 ", at=NOW)
    save_person(by=None, person=session.person, name="李老师", at=NOW)
    assert Sku.objects.get().option_text == "2026-10-11 10:00 李老师"
