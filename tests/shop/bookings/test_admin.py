"""The calendar, planning, and a session's page with who comes."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shop.bookings.models import Person, Session
from shop.bookings.queries import seats_of
from shop.exports.operations.produce import start_export
from shop.inventory.models import Place
from tests.factories import NOW
from tests.factories.bookings import TEN, booked, hours, make_session, person, service
from tests.factories.staff import member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(member("Operations"))
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f"booking_desk:{name}", args=args)


def plan_fields(**fields: Any) -> dict[str, Any]:
    return {
        "starts_at": "2026-10-11T10:00",
        "minutes": "90",
        "weeks": "1",
        "seats": "6",
        "price": "168",
        "closes_hours": "2",
        **fields,
    }


def test_an_empty_calendar_says_what_to_do_first(desk: Client) -> None:
    page = desk.get(url("calendar"), headers={"accept-language": "en"})
    assert page.context["is_empty"]
    assert url("plan") + "?starts_at" not in page.content.decode()
    service()
    assert url("plan") + "?starts_at" not in desk.get(url("calendar")).content.decode()
    person()
    assert url("plan") + "?starts_at=2026-10-02T09%3A00" in desk.get(url("calendar")).content.decode()


def test_the_week_shows_sessions_in_their_hour_with_seats(desk: Client) -> None:
    session = make_session(seats=4)
    booked(session)
    make_session(span=hours(TEN + timedelta(hours=9)))

    page = desk.get(url("calendar"), {"day": "2026-10-08"})

    cells = next(cells for hour, cells in page.context["hours"] if hour == 10)
    [entry] = cells[6].entries
    assert (entry.session, entry.seats.taken, entry.seats.free, entry.state) == (session, 1, 3, "ok")
    # It grows to what is later, and another person's week is empty.
    assert page.context["hours"][-1][0] == 19
    only = desk.get(url("calendar"), {"day": "2026-10-08", "person": session.person_id})
    assert [len(day.entries) for day in only.context["days"]] == [0, 0, 0, 0, 0, 0, 1]
    assert desk.get(url("calendar"), {"day": "nonsense"}).status_code == 200


def test_as_many_queries_for_three_sessions_as_for_one(desk: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(url("calendar"), {"day": "2026-10-11"}).status_code == 200
        return len(queries)

    make_session()
    count()
    one = count()
    for _number in range(2):
        make_session()
    assert count() == one


def test_a_clicked_hour_is_planned(desk: Client) -> None:
    what, who = service(), person("王老师")
    form = desk.get(url("plan"), {"starts_at": "2026-10-11T10:00", "person": who.pk}).context["form"]
    assert form.initial["starts_at"].isoformat() == "2026-10-11T10:00:00+08:00"
    assert form.initial["person"] == who

    sent = plan_fields(product=what.pk, person=who.pk, place=str(_place()))
    answer = desk.post(url("plan"), sent)

    assert answer.url == url("calendar") + "?day=2026-10-11"
    session = Session.objects.get()
    assert (session.ends_at - session.starts_at, session.sku.price_fen) == (timedelta(minutes=90), 16800)
    assert session.sku.sale_ends_at == session.starts_at - timedelta(hours=2)
    busy = desk.post(url("plan"), sent)
    assert busy.status_code == 422
    assert "person" in busy.context["form"].errors
    # The next one begins as the last one was.
    assert desk.get(url("plan")).context["form"].initial["seats"] == 6


def test_a_series_is_shown_before_it_is_planned(desk: Client) -> None:
    other = make_session(span=hours(TEN + timedelta(days=7)))
    sent = plan_fields(product=service().pk, person=other.person_id, place=str(_place()), weeks="3")

    dry = desk.post(url("plan"), sent)

    assert [bool(row["clash"]) for row in dry.context["rows"]] == [False, True, False]
    assert Session.objects.count() == 1
    assert desk.post(url("plan"), {**sent, "sure": "1", "week": ["0", "2"]}).status_code == 302
    assert Session.objects.count() == 3
    assert desk.post(url("plan"), {**sent, "sure": "1"}).status_code == 422


def test_a_session_is_moved_resized_taken_off_sale_and_cancelled(desk: Client) -> None:
    session = make_session(seats=4)
    order = booked(session)
    there = url("session", session.pk)
    form = desk.get(url("move", session.pk)).context["form"]
    sent = {
        "starts_at": "2026-10-12T09:30",
        "minutes": "60",
        "place": session.place_id,
        "person": session.person_id,
        "seen": form.initial["seen"],
    }
    assert desk.post(url("move", session.pk), sent).url == there
    assert desk.post(url("move", session.pk), {**sent, "minutes": "30"}).status_code == 422
    assert desk.post(url("seats", session.pk), {"seats": "2", "expected": "4"}).url == there
    assert desk.post(url("seats", session.pk), {"seats": "3", "expected": "4"}).status_code == 422
    assert desk.post(url("sell", session.pk)).url == there
    refused = desk.post(url("cancel", session.pk))
    assert (refused.status_code, order.number in refused.content.decode()) == (422, True)

    session = Session.objects.get()
    assert session.starts_at.isoformat() == "2026-10-12T01:30:00+00:00"
    assert (seats_of([session], at=NOW)[session.pk].seats, session.sku.is_active) == (2, False)
    page = desk.get(there)
    assert page.context["entry"].state == "draft"
    assert order.number in page.content.decode()
    empty = make_session()
    assert desk.post(url("cancel", empty.pk)).status_code == 302
    assert desk.get(url("session", empty.pk)).context["entry"].state == "cancelled"


def test_who_comes_is_listed_printed_and_exported_masked_by_role(desk: Client) -> None:
    session = make_session()
    order = booked(session, seats=2)
    paper = desk.get(reverse("voucher_desk:attendees", args=[session.pk]))
    assert [row["phone"] for row in paper.context["rows"]] == [order.phone] * 2
    code = order.lines.get().vouchers.first().code
    assert code not in paper.content.decode()
    assert code[-4:] in paper.content.decode()

    staff, query = member("Operations"), f"session={session.pk}"
    export = start_export(by=staff, key="attendees", query=query, format_="csv", language="en", at=timezone.now())
    with export.file.open("rb") as file:
        rows = list(csv.reader(io.StringIO(file.read().decode("utf-8-sig"))))
    assert rows[0][:4] == ["Product", "Session", "Code", "Mobile number"]
    assert {row[3] for row in rows[1:]} == {order.phone}
    assert len(rows) == 3


def test_somebody_is_added_renamed_and_leaves(desk: Client) -> None:
    assert desk.post(url("people"), {"name": "王老师", "is_active": "on"}).url == url("people")
    who = Person.objects.get()
    assert desk.post(url("people"), {"name": "王老师", "is_active": "on"}).status_code == 422
    assert desk.post(url("person", who.pk), {"name": "王芳"}).url == url("people")
    who.refresh_from_db()
    assert (who.name, who.is_active) == ("王芳", False)
    assert who not in desk.get(url("plan")).context["form"].fields["person"].queryset


def test_the_screen_of_the_kind_leads_to_its_sessions(desk: Client) -> None:
    session = make_session()
    page = desk.get(reverse("product_desk:kind", args=[session.sku.product_id])).content.decode()
    assert url("session", session.pk) in page
    assert f"{url('plan')}?product={session.sku.product_id}" in page


def _place() -> int:
    return Place.objects.default().pk


def test_from_the_days_of_a_series_one_goes_back_to_what_was_entered(desk: Client) -> None:
    sent = plan_fields(product=service().pk, person=person().pk, place=str(_place()), weeks="3", minutes="95")
    assert len(desk.post(url("plan"), sent).context["rows"]) == 3

    back = desk.post(url("plan"), {**sent, "sure": "1", "week": ["0"], "edit": "1"})

    assert "rows" not in back.context
    assert (back.context["form"]["weeks"].value(), back.context["form"]["minutes"].value()) == ("3", "95")
    assert not Session.objects.exists()


def test_a_full_week_has_a_way_to_each_day(desk: Client) -> None:
    for _number in range(12):
        make_session(product=Session.objects.first().sku.product if Session.objects.exists() else None)
    assert "#day-7" not in desk.get(url("calendar"), {"day": "2026-10-08"}).content.decode()
    make_session(span=hours(TEN - timedelta(days=1)))

    page = desk.get(url("calendar"), {"day": "2026-10-08"}).content.decode()

    assert page.count('href="#day-') == 2
    assert 'href="#day-7"' in page


def test_several_days_are_told_on_screen_and_on_paper(desk: Client) -> None:
    session = make_session(span=hours(TEN, 48))
    booked(session)
    paper = reverse("voucher_desk:attendees", args=[session.pk])
    for address in (url("session", session.pk), paper, url("calendar") + "?day=2026-10-11"):
        assert "10:00–10-13 10:00" in desk.get(address).content.decode()
    # On paper there is a box to tick.
    assert "mb-tickbox" in desk.get(paper).content.decode()
    assert "mb-tickbox" not in desk.get(url("session", session.pk)).content.decode()
