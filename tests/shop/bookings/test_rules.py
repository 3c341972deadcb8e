"""Times of sessions."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from shop.bookings.rules import Span, end_text, session_text, ticket_days, weekly
from tests.factories.bookings import TEN, hours

SPANS = st.builds(
    lambda start, length: hours(TEN + timedelta(minutes=start), length / 60), st.integers(0, 3000), st.integers(1, 2000)
)


@given(SPANS, SPANS)
def test_spans_meet_if_they_have_a_moment_in_common(one: Span, other: Span) -> None:
    first, last = max(one.starts_at, other.starts_at), min(one.ends_at, other.ends_at)
    assert one.meets(other) == other.meets(one) == (first < last)


def test_one_after_the_other_do_not_meet() -> None:
    assert not hours(TEN).meets(hours(TEN + timedelta(hours=2)))


def test_a_session_is_called_the_same_in_every_language() -> None:
    assert session_text(TEN, "王老师") == "2026-10-11 10:00 王老师"


def test_a_series_keeps_weekday_and_time() -> None:
    spans = list(weekly(hours(TEN), 3))
    assert [span.starts_at.isoformat() for span in spans] == [
        "2026-10-11T10:00:00+08:00",
        "2026-10-18T10:00:00+08:00",
        "2026-10-25T10:00:00+08:00",
    ]
    assert {span.ends_at - span.starts_at for span in spans} == {timedelta(hours=2)}


def test_a_ticket_is_good_on_the_local_days_of_its_session() -> None:
    day = [moment.isoformat() for moment in ticket_days(hours(TEN))]
    assert day == ["2026-10-11T00:00:00+08:00", "2026-10-12T00:00:00+08:00"]
    until_midnight = hours(TEN, 14)
    assert ticket_days(until_midnight) == ticket_days(hours(TEN))
    assert ticket_days(hours(TEN, 14.5))[1] == ticket_days(hours(TEN))[1] + timedelta(days=1)


def test_an_end_on_another_day_says_which() -> None:
    texts = [end_text(hours(TEN, length)) for length in (2, 13.5, 14, 14.5, 38, 48)]
    assert texts == ["12:00", "23:30", "24:00", "10-12 00:30", "10-13 00:00", "10-13 10:00"]
