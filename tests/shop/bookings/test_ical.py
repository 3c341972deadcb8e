"""A session for somebody's calendar."""

from hypothesis import given
from hypothesis import strategies as st

from shop.bookings.ical import calendar_file
from shop.bookings.models import Person, Session
from shop.inventory.models import Place
from tests.factories import NOW
from tests.factories.bookings import hours


def session(place: str = "果园工坊", address: str = "南坡路口; 柿子树下") -> Session:
    span = hours()
    where = Place(name=place, address=address)
    return Session(place=where, person=Person(name="王老师"), starts_at=span.starts_at, ends_at=span.ends_at)


def unfolded(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_the_event_says_when_and_where_in_universal_time() -> None:
    lines = unfolded(calendar_file(session(), uid="A-1@shop", title="果酱, 一锅", description="订单 A\n详情", at=NOW))
    assert lines[3:] == [
        "BEGIN:VEVENT",
        "UID:A-1@shop",
        "DTSTAMP:20261001T120000Z",
        "DTSTART:20261011T020000Z",
        "DTEND:20261011T040000Z",
        "SUMMARY:果酱\\, 一锅",
        "LOCATION:果园工坊 南坡路口\\; 柿子树下",
        "DESCRIPTION:订单 A\\n详情",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@given(st.text(max_size=200), st.text(max_size=40))
def test_whatever_is_written_lines_stay_short_and_nothing_breaks_out(title: str, place: str) -> None:
    content = calendar_file(session(place=place), uid="A", title=title, description=title, at=NOW)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert len(unfolded(content)) == 14
    assert content.count(b"\r\n") == len(content.splitlines())
