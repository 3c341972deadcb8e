"""A sketch map: places where their coordinates put them, a scale, north, distances. Pure arithmetic, no I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, atan2, cos, degrees, floor, log10, radians, sin, sqrt

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

# In the order of the bearings: the word is that of the direction in which a place lies.
_WINDS = (
    pgettext_lazy("direction", "north"),
    pgettext_lazy("direction", "north-east"),
    pgettext_lazy("direction", "east"),
    pgettext_lazy("direction", "south-east"),
    pgettext_lazy("direction", "south"),
    pgettext_lazy("direction", "south-west"),
    pgettext_lazy("direction", "west"),
    pgettext_lazy("direction", "north-west"),
)
_EARTH_M = 6_371_000.0
WIDTH, HEIGHT = 400.0, 280.0
_MARGIN = 44.0
# A single place, or places at the same spot: this much around it.
_SMALLEST_M = 400.0
_APART = 26.0


@dataclass(frozen=True)
class Mark:
    """A place to draw."""

    name: str
    latitude: float
    longitude: float
    note: str = ""


@dataclass(frozen=True)
class Spot:
    """A place as drawn: where, and how far from the first one (None for that one itself)."""

    mark: Mark
    number: int
    x: float
    y: float
    metres: int | None
    wind: str | Promise = ""

    @property
    def distance(self) -> str:
        """``350 m``, ``12 km``: "" for the first."""
        return "" if self.metres is None else length_text(self.metres)


@dataclass(frozen=True)
class Line:
    """A line of the grid of degrees, with its word."""

    x1: float
    y1: float
    x2: float
    y2: float
    word: str
    is_vertical: bool


@dataclass(frozen=True)
class SketchMap:
    """What the template draws, in a box of ``WIDTH`` × ``HEIGHT``."""

    spots: tuple[Spot, ...]
    lines: tuple[Line, ...]
    scale_length: float
    scale_text: str
    rings: tuple[float, ...]

    @property
    def scale_end(self) -> float:
        return round(WIDTH - 20, 1)

    @property
    def scale_start(self) -> float:
        return round(WIDTH - 20 - self.scale_length, 1)


def draw(marks: Sequence[Mark]) -> SketchMap:
    """The map of at least one place; the first is the one it is about."""
    first = marks[0]
    # Degrees of longitude are shorter towards the poles: seen from the first place, both are metres.
    east_m = radians(1) * _EARTH_M * max(0.05, cos(radians(first.latitude)))
    north_m = radians(1) * _EARTH_M
    points = [
        (_turn(mark.longitude - first.longitude) * east_m, (mark.latitude - first.latitude) * north_m) for mark in marks
    ]
    wide = max(max(x for x, _y in points) - min(x for x, _y in points), _SMALLEST_M)
    tall = max(max(y for _x, y in points) - min(y for _x, y in points), _SMALLEST_M)
    per_metre = min((WIDTH - 2 * _MARGIN) / wide, (HEIGHT - 2 * _MARGIN) / tall)
    middle = (
        (max(x for x, _y in points) + min(x for x, _y in points)) / 2,
        (max(y for _x, y in points) + min(y for _x, y in points)) / 2,
    )
    placed = _apart(
        [(WIDTH / 2 + (x - middle[0]) * per_metre, HEIGHT / 2 - (y - middle[1]) * per_metre) for x, y in points]
    )
    spots = tuple(
        Spot(
            mark=mark,
            number=number,
            x=round(x, 1),
            y=round(y, 1),
            metres=None if number == 1 else round(distance_m(first, mark)),
            wind="" if number == 1 else _WINDS[bearing(first, mark)],
        )
        for number, (mark, (x, y)) in enumerate(zip(marks, placed, strict=True), start=1)
    )
    metres = _round_length(90 / per_metre)
    centre = (first.longitude + middle[0] / east_m, first.latitude + middle[1] / north_m)
    return SketchMap(
        spots=spots,
        lines=tuple(_grid(centre, east_m * per_metre, north_m * per_metre)),
        scale_length=round(metres * per_metre, 1),
        scale_text=length_text(metres),
        rings=tuple(round(metres * per_metre * times, 1) for times in (1, 2, 3)),
    )


def distance_m(one: Mark, other: Mark) -> float:
    """As the crow flies."""
    lat_1, lat_2 = radians(one.latitude), radians(other.latitude)
    half = sin((lat_2 - lat_1) / 2) ** 2
    half += cos(lat_1) * cos(lat_2) * sin(radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * _EARTH_M * asin(min(1.0, sqrt(half)))


def length_text(metres: float) -> str:
    """Rounded as nobody would contradict: ``350 m``, ``1.2 km``, ``830 km``."""
    if metres < 1000:
        return _("%(length)s m") % {"length": round(metres / 10) * 10 if metres >= 100 else round(metres)}
    length = f"{metres / 1000:.1f}".removesuffix(".0") if metres < 10_000 else f"{round(metres / 1000):,}"
    return _("%(length)s km") % {"length": length}


def _turn(difference: float) -> float:
    """The shorter way round."""
    return (difference + 180) % 360 - 180


def bearing(one: Mark, other: Mark) -> int:
    """The eighth of the compass in which the other lies, clockwise: 0 is north, 2 east."""
    lat_1, lat_2 = radians(one.latitude), radians(other.latitude)
    east = radians(_turn(other.longitude - one.longitude))
    angle = degrees(atan2(sin(east) * cos(lat_2), cos(lat_1) * sin(lat_2) - sin(lat_1) * cos(lat_2) * cos(east)))
    return round(angle / 45) % 8


def _apart(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Marks that would cover each other are moved along until all can be read; the first stays."""
    placed: list[tuple[float, float]] = []
    for x, y in points:
        turn = 0
        at = (x, y)
        while any((at[0] - a) ** 2 + (at[1] - b) ** 2 < _APART**2 for a, b in placed) and turn < 24:
            turn += 1
            reach = _APART * (1 + turn // 8)
            at = (x + reach * cos(turn * 0.785), y + reach * sin(turn * 0.785))
        placed.append((min(max(at[0], 16), WIDTH - 16), min(max(at[1], 16), HEIGHT - 16)))
    return placed


def _round_length(metres: float) -> float:
    """The largest of 1, 2, 5 × 10ⁿ that is not longer."""
    power = 10 ** floor(log10(metres))
    return next(step * power for step in (5, 2, 1) if step * power <= metres)


def _grid(centre: tuple[float, float], east: float, north: float) -> list[Line]:
    """Lines of equal degrees, two or three each way."""
    lines = []
    for middle, scale, size, is_vertical in ((centre[0], east, WIDTH, True), (centre[1], north, HEIGHT, False)):
        step = _round_length(size / scale / 2)
        shown = max(0, -floor(log10(step)))
        count = floor((middle - size / scale / 2) / step) + 1
        while count * step < middle + size / scale / 2:
            offset = round(size / 2 + (count * step - middle) * scale * (1 if is_vertical else -1), 1)
            word = _degrees(count * step, shown, is_longitude=is_vertical)
            if 12 < offset < size - 12:
                lines.append(
                    Line(offset, 0, offset, HEIGHT, word, True)
                    if is_vertical
                    else Line(0, offset, WIDTH, offset, word, False)
                )
            count += 1
    return lines


def _degrees(value: float, digits: int, *, is_longitude: bool) -> str:
    side = ("E" if value >= 0 else "W") if is_longitude else ("N" if value >= 0 else "S")
    return f"{abs(value):.{digits}f}°{side}"
