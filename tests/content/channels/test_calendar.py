"""The calendar: days, gaps, dragging, and the feed."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.channels.ical import calendar, feed_address, reader_of
from content.channels.models import DailyQuota, Piece
from content.channels.operations import plan_pieces
from tests.factories import NOW
from tests.factories.channels import HOUR, piece_in, planned, told_story
from tests.factories.staff import member

pytestmark = pytest.mark.django_db
CALENDAR = "channel_desk:calendar"
WEEK = "/admin/channels/calendar/?view=week"


@pytest.fixture
def owner(client, time_machine):
    time_machine.move_to(NOW, tick=False)
    client.force_login(member("Owner"))
    return client


def local(*parts: int) -> datetime:
    return datetime(2026, *parts, tzinfo=timezone.get_default_timezone())


def days_of(page):
    return {day.day.isoformat(): day for week in page.context["weeks"] for day in week}


def test_a_month_is_whole_weeks_and_shows_what_is_in_them(owner):
    piece = planned(goes_out_at=local(10, 3, 9))
    outside = planned(goes_out_at=local(11, 1, 23, 59))
    planned(goes_out_at=local(11, 2, 0))
    waiting = planned()
    dropped = piece_in("dropped")

    page = owner.get(reverse(CALENDAR), {"day": "2026-10-15"})

    days = days_of(page)
    assert (min(days), max(days)) == ("2026-09-28", "2026-11-01")
    assert {key: [row.piece for row in day.entries] for key, day in days.items() if day.entries} == {
        "2026-10-03": [piece],
        "2026-11-01": [outside],
    }
    assert page.context["waiting"] == [waiting]
    assert dropped not in page.context["waiting"]


def test_a_week_goes_from_monday_to_sunday(owner):
    page = owner.get(reverse(CALENDAR), {"view": "week", "day": "2026-10-04"})

    assert list(days_of(page)) == [
        f"2026-{day}" for day in ("09-28", "09-29", "09-30", "10-01", "10-02", "10-03", "10-04")
    ]
    assert (page.context["previous"].isoformat(), page.context["following"].isoformat()) == ("2026-09-21", "2026-10-05")


@pytest.mark.parametrize("query", [{"day": "x"}, {"view": "year"}, {"day": "0001-01-01"}, {"channel": "smoke"}])
def test_an_address_that_makes_no_sense_is_today(owner, query):
    assert owner.get(reverse(CALENDAR), query).context["chosen"].isoformat() == "2026-10-01"


def test_days_to_come_with_less_than_their_quota_are_marked(owner):
    planned(goes_out_at=local(10, 2, 9))
    owner.post(reverse("channel_desk:quota"), {**dict.fromkeys(quota_fields(), 0), "weibo": 2, "forum": 1})

    days = days_of(owner.get(reverse(CALENDAR), {"view": "week"}))

    assert days["2026-09-30"].gaps == []
    assert [gap[1:] for gap in days["2026-10-01"].gaps] == [(0, 1), (0, 2)]
    assert [gap[1:] for gap in days["2026-10-02"].gaps] == [(0, 1), (1, 2)]
    owner.post(reverse("channel_desk:quota"), dict.fromkeys(quota_fields(), 0))
    assert not DailyQuota.objects.exists()


def quota_fields():
    from content.channels.outlets import channels

    return [channel.code for channel in channels()]


def test_a_quota_that_is_no_number_is_refused(owner):
    answer = owner.post(reverse("channel_desk:quota"), {**dict.fromkeys(quota_fields(), 0), "weibo": 99})

    assert (answer.status_code, DailyQuota.objects.count()) == (422, 0)


def test_a_piece_that_is_laid_on_another_day_keeps_its_time(owner):
    piece, without = planned(goes_out_at=local(10, 3, 21, 30)), planned()
    for row in (piece, without):
        answer = owner.post(
            reverse("channel_desk:lay", args=[row.pk]),
            {"day": "2026-10-05", "next": WEEK},
        )
        assert answer.url == WEEK

    assert Piece.objects.get(pk=piece.pk).goes_out_at == local(10, 5, 21, 30)
    assert Piece.objects.get(pk=without.pk).goes_out_at == local(10, 5, 10)


@pytest.mark.parametrize("day", ["", "x", "2026-09-30"])
def test_a_day_that_is_over_or_none_moves_nothing(owner, day):
    piece = planned(goes_out_at=local(10, 3, 9))

    answer = owner.post(reverse("channel_desk:lay", args=[piece.pk]), {"day": day, "next": "https://evil.example/"})

    assert answer.url == reverse(CALENDAR)
    assert Piece.objects.get().goes_out_at == local(10, 3, 9)


def test_the_calendar_asks_as_much_for_three_as_for_one(owner):
    story = told_story()
    counts = []
    for channels in (["weibo"], ["forum", "html"]):
        plan_pieces(by=None, story=story, channels=channels, at=NOW, goes_out_at=NOW + HOUR)
        owner.get(reverse(CALENDAR))
        with CaptureQueriesContext(connection) as asked:
            owner.get(reverse(CALENDAR))
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_the_feed_is_somebody_s_own_and_ends_with_their_password(client):
    at = timezone.now()
    user = member("Editor")
    piece = planned(at=at, goes_out_at=at + HOUR)
    planned(at=at)
    address = feed_address(user)

    answer = client.get(address)

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.content.decode().count("BEGIN:VEVENT") == 1
    assert f"UID:piece-{piece.pk}@" in answer.content.decode()
    assert client.get(address.replace("/calendar.ics", "x/calendar.ics")).status_code == 404
    user.set_password("another one")
    user.save()
    assert client.get(address).status_code == 404


def test_nobody_reads_it_without_the_permission():
    user = member("Warehouse")

    assert reader_of(feed_address(user).split("/")[-2]) is None


def test_the_feed_is_as_rfc_5545_wants_it():
    piece = planned(
        goes_out_at=NOW + timedelta(days=1),
        story=told_story(title="霜；柿子, 和\\很长很长很长很长很长很长很长很长的一个标题"),
    )

    text = calendar([piece], name="霜里", at=NOW)

    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "\n" not in text.replace("\r\n", "")
    unfolded = text.replace("\r\n ", "")
    assert "DTSTART:20261002T120000Z\r\n" in unfolded
    assert "霜；柿子\\, 和\\\\很长" in unfolded
