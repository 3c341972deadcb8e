"""The plan drawn: for each place what stands there when, where it is empty, and who waits behind whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from content.banners.enums import Slot
from content.banners.models import Banner
from content.banners.rules import Planned, Span, spans
from shop.core.desk import day_end, day_start

DAYS = 42
# The box it is drawn in: days side by side, rows below each other.
WIDTH, ROW = 840, 30


@dataclass(frozen=True)
class Bar:
    """A banner in its place: whole while it is seen, pale while another one stands before it."""

    banner: Banner
    x: int
    width: int
    y: int
    is_behind: bool

    @property
    def word(self) -> str:
        """As much of its headline as fits."""
        return self.banner.headline[: max(0, self.width - 12) // 14]


@dataclass(frozen=True)
class PlaceRow:
    """A place with its bars, the spans in which it is empty and those in which several want it."""

    slot: Slot
    bars: Sequence[Bar]
    height: int
    gaps: Sequence[Span]
    overlaps: Sequence[Span]


@dataclass(frozen=True)
class Plan:
    """All places over ``DAYS`` days from a day on."""

    first: date
    last: date
    rows: Sequence[PlaceRow]
    # Where a week begins, and now.
    weeks: Sequence[tuple[int, date]]
    now_x: int | None


def plan_of(banners: Iterable[Banner], *, first: date, at: datetime) -> Plan:
    """The plan from ``first`` on."""
    last = first + timedelta(days=DAYS - 1)
    since, until = day_start(first), day_end(last)
    rows = list(banners)

    def x(moment: datetime) -> int:
        return round((max(since, min(until, moment)) - since) / (until - since) * WIDTH)

    def place(slot: Slot) -> PlaceRow:
        there = [row for row in rows if row.slot == slot and row.starts_at < until]
        there = sorted((row for row in there if row.ends_at is None or row.ends_at > since), key=_begins)
        # One for a single list or story takes nothing from the others: it has a lane of its own.
        narrow = [row for row in there if row.only_collection_id or row.only_page_id]
        found = spans([row for row in there if row not in narrow], since=since, until=until)
        lanes: dict[Planned, int] = {row: number for number, row in enumerate(there)}
        bars = [
            Bar(row, x(span.since), max(2, x(span.until) - x(span.since)), 4 + lanes[row] * ROW, row is not span.winner)
            for span in found
            for row in (span.winner, *span.behind)
            if isinstance(row, Banner)
        ]
        for row in narrow:
            begins, ends = x(row.starts_at), x(row.ends_at or until)
            bars.append(Bar(row, begins, max(2, ends - begins), 4 + lanes[row] * ROW, is_behind=False))
        return PlaceRow(
            slot=slot,
            bars=bars,
            height=max(1, len(there)) * ROW,
            gaps=[span for span in found if span.winner is None],
            overlaps=[span for span in found if span.behind],
        )

    return Plan(
        first=first,
        last=last,
        rows=[place(slot) for slot in Slot],
        weeks=[
            (x(day_start(day)), day)
            for day in (first + timedelta(days=count) for count in range(DAYS))
            if day.weekday() == 0
        ],
        now_x=x(at) if first <= timezone.localdate(at) <= last else None,
    )


def _begins(banner: Banner) -> tuple[datetime, int]:
    return (banner.starts_at, banner.pk)
