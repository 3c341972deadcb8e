"""A price history as a drawing: whole numbers for an SVG, from zero, so that no change looks larger than it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext

from shop.catalog.price_history import History, Step
from shop.core.money import yuan

WIDTH, HEIGHT = 360, 172
LEFT, RIGHT, TOP, BOTTOM = 48, 8, 12, 26
_STEPS = (1, 2, 5)
_MOST_LINES = 4


@dataclass(frozen=True)
class Tick:
    """A word on an axis, at ``place`` along it."""

    place: int
    text: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Stretch:
    """A promotional price: from ``x`` on, ``width`` wide, at height ``y``; ``depth`` down to zero."""

    x: int
    y: int
    width: int
    depth: int
    step: Step


@dataclass(frozen=True)
class Chart:
    """What a template draws. ``path`` is the price; prices stay the same until they change, so it has corners only."""

    history: History
    path: str
    promotions: tuple[Stretch, ...]
    sums: tuple[Tick, ...]
    days: tuple[Tick, ...]

    width, height, left, right = WIDTH, HEIGHT, LEFT, WIDTH - RIGHT

    @property
    def low(self) -> str:
        return _yuan(self.history.lowest_fen)

    @property
    def high(self) -> str:
        return _yuan(self.history.highest_fen)


def chart(history: History) -> Chart:
    """Draw a history; one that is shorter than a day is drawn as wide as a day."""
    start = min(history.since, history.until - timedelta(days=1))
    length = (history.until - start).total_seconds()
    grid = _grid(history.highest_fen)

    def across(at: datetime) -> int:
        return LEFT + round((WIDTH - LEFT - RIGHT) * (at - start).total_seconds() / length)

    def down(fen: int) -> int:
        return HEIGHT - BOTTOM - round((HEIGHT - TOP - BOTTOM) * fen / grid[-1])

    end = Step(history.until, history.steps[-1].price_fen)
    first = history.steps[0]
    path = [f"M{across(first.at)} {down(first.price_fen)}"]
    promotions = []
    for step, following in pairwise([*history.steps, end]):
        path.append(f"V{down(step.price_fen)}H{across(following.at)}")
        if step.promotion:
            x, y = across(step.at), down(step.price_fen)
            # A promotion of minutes is seen, too.
            width = max(2, across(following.at) - x)
            promotions.append(Stretch(x, y, width, HEIGHT - BOTTOM - y, step))
    return Chart(
        history=history,
        path="".join(path),
        promotions=tuple(promotions),
        sums=tuple(Tick(down(fen), _yuan(fen)) for fen in grid),
        days=_days(start, history.until),
    )


def day_text(at: datetime) -> str:
    """A local day as people say it; the year only where it is another one."""
    local = timezone.localtime(at)
    if local.year == timezone.localtime().year:
        return date_format(local, pgettext("day, Django format", "M j"))
    return date_format(local, pgettext("day with year, Django format", "M j, Y"))


def _yuan(fen: int) -> str:
    return f"¥{yuan(fen, trim=True)}"


def _grid(highest_fen: int) -> list[int]:
    """Round sums from zero to at least the highest price, a few of them."""
    size = 1
    while True:
        for step in _STEPS:
            if step * size * _MOST_LINES >= highest_fen:
                count = -(-highest_fen // (step * size))
                return [step * size * place for place in range(max(1, count) + 1)]
        size *= 10


def _days(start: datetime, end: datetime) -> tuple[Tick, ...]:
    middle = start + (end - start) / 2
    ticks = [Tick(LEFT, day_text(start), "start"), Tick(WIDTH - RIGHT, day_text(end), "end")]
    if end - start > timedelta(days=10):
        ticks.insert(1, Tick((LEFT + WIDTH - RIGHT) // 2, day_text(middle)))
    return tuple(ticks)
