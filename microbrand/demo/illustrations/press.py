"""The printing press: three plates, cut at a higher resolution, then inked out of register on grainy paper.

Shapes are drawn in units of a thousandth of the picture's short side, through a stack of transforms. Everything
random comes from the picture's own generator, so a seed always prints the same sheet.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from random import Random
from typing import TypeVar

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from microbrand.demo.illustrations.palette import Inks, Tone
from microbrand.demo.illustrations.shapes import Outline, Point, box

Choice = TypeVar("Choice")
Field = Callable[[float, float], float]
Affine = tuple[float, float, float, float, float, float]  # x' = a x + b y + c, y' = d x + e y + f

BLEED = 10  # pixels of the finished sheet that the plates reach beyond it
LONG_EDGE = 46.0  # a straight cut longer than this gets knots, so that the hand can waver


class Canvas:
    """A sheet being cut: `width` by `height` units, the shorter side a thousand."""

    def __init__(self, width: int, height: int, *, inks: Inks, seed: int) -> None:
        self.pixels = (width, height)
        self.inks = inks
        self.rng = Random(seed)
        self.seed = seed
        self.unit = min(width, height) / 1000
        self.width, self.height = width / self.unit, height / self.unit
        self._oversampling = 2 if width * height > 700_000 else 3
        k, margin = self.unit * self._oversampling, BLEED * self._oversampling
        size = ((width + 2 * BLEED) * self._oversampling, (height + 2 * BLEED) * self._oversampling)
        self._transforms: list[Affine] = [(k, 0.0, float(margin), 0.0, k, float(margin))]
        self._plates = [Image.new("L", size, 0) for _ in range(3)]
        self._origin = (0, 0)
        self._waver = [self.rng.uniform(0, math.tau) for _ in range(4)]
        self._waver_size = 0.85 * k

    # Composition -----------------------------------------------------------------------------------------------

    @property
    def wide(self) -> bool:
        """Whether the sheet lies."""
        return self.width > self.height * 1.05

    def pick(self, *choices: Choice) -> Choice:
        """The seed's turn among planned variants: neighbouring seeds never look the same."""
        return choices[(self.seed - 1) % len(choices)]

    @property
    def everything(self) -> Outline:
        """The whole sheet and its bleed."""
        return box(-60, -60, self.width + 60, self.height + 60)

    @contextmanager
    def at(self, x: float, y: float, scale: float = 1.0, turn: float = 0.0, *, flip: bool = False) -> Iterator[None]:
        """Draw in coordinates moved to (x, y), turned clockwise by degrees and scaled."""
        a, b, c, d, e, f = self._transforms[-1]
        cos, sin = math.cos(math.radians(turn)) * scale, math.sin(math.radians(turn)) * scale
        side = -1 if flip else 1
        self._transforms.append(
            (
                (a * cos + b * sin) * side,
                b * cos - a * sin,
                a * x + b * y + c,
                (d * cos + e * sin) * side,
                e * cos - d * sin,
                d * x + e * y + f,
            )
        )
        try:
            yield
        finally:
            self._transforms.pop()

    # Cutting ---------------------------------------------------------------------------------------------------

    def fill(self, outline: Sequence[Point], tone: Tone) -> None:
        """Cut a flat shape; its tone replaces what lies below on every plate it touches."""
        path = self._path(outline)
        for plate, level in zip(self._plates, tone, strict=True):
            if level is not None:
                ImageDraw.Draw(plate).polygon(path, fill=_byte(level))

    def blend(self, outline: Sequence[Point], tone: Tone, field: Field, *, detail: int = 40) -> None:
        """Pass inside the outline from what is there to `tone`, as far as `field` (0 to 1, local units) says."""
        path = self._path(outline)
        bounds = self._bounds(path)
        if bounds is None:
            return
        left, top, right, bottom = bounds
        size = (right - left, bottom - top)
        mask = Image.new("L", size, 0)
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in path], fill=255)
        mask = ImageChops.multiply(mask, self._sampled(field, bounds, detail))
        for plate, level in zip(self._plates, tone, strict=True):
            if level is not None:
                plate.paste(_byte(level), bounds, mask)

    def ground(self, tone: Tone) -> None:
        """Flood the sheet."""
        self.fill(self.everything, tone)

    @contextmanager
    def inside(self, outline: Sequence[Point]) -> Iterator[None]:
        """What is drawn meanwhile shows only inside the outline."""
        path = self._path(outline)
        bounds = self._bounds(path) or (0, 0, 1, 1)
        left, top, right, bottom = bounds
        outer, origin = self._plates, self._origin
        mask = Image.new("L", (right - left, bottom - top), 0)
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in path], fill=255)
        self._plates = [plate.crop(bounds) for plate in outer]
        self._origin = (origin[0] + left, origin[1] + top)
        try:
            yield
        finally:
            for plate, tile in zip(outer, self._plates, strict=True):
                plate.paste(tile, bounds, mask)
            self._plates, self._origin = outer, origin

    # Printing --------------------------------------------------------------------------------------------------

    def print(self) -> Image.Image:
        """Ink the plates one after another, each a little out of register, on grainy paper."""
        width, height = self.pixels
        sheet = _paper(self.inks.paper, width, height, self.rng)
        for index, (plate, ink) in enumerate(zip(self._plates, self.inks[:3], strict=True)):
            slip = 0.0 if index == 2 else 2.1 * self.unit * self._oversampling
            angle = self.rng.uniform(0, math.tau)
            left = BLEED * self._oversampling + round(slip * math.cos(angle))
            top = BLEED * self._oversampling + round(slip * math.sin(angle))
            sharp = plate.crop((left, top, left + width * self._oversampling, top + height * self._oversampling))
            coverage = _grained(sharp.reduce(self._oversampling), _STIPPLES[index], self.rng, self.unit)
            channels = [coverage.point([255 - v * (255 - part) // 255 for v in range(256)]) for part in ink]
            sheet = ImageChops.multiply(sheet, Image.merge("RGB", channels))
        return sheet

    def coverage(self) -> Image.Image:
        """The red plate alone, without grain: for a mark that is stamped rather than printed."""
        width, height = self.pixels
        margin = BLEED * self._oversampling
        whole = (margin, margin, margin + width * self._oversampling, margin + height * self._oversampling)
        return self._plates[1].crop(whole).reduce(self._oversampling)

    # Geometry --------------------------------------------------------------------------------------------------

    def _path(self, outline: Sequence[Point]) -> list[Point]:
        a, b, c, d, e, f = self._transforms[-1]
        ox, oy = self._origin
        size = self._waver_size
        p, q, r, s = self._waver
        k = 1 / (self.unit * self._oversampling)
        limit = LONG_EDGE / k
        corners = [(a * x + b * y + c, d * x + e * y + f) for x, y in outline]
        path: list[Point] = []
        for i, (x, y) in enumerate(corners):
            fx, fy = corners[i - 1]
            gap = math.hypot(x - fx, y - fy)
            knots = int(gap / limit) if gap > limit else 0
            for j in range(1, knots + 2):
                t = j / (knots + 1)
                px, py = fx + (x - fx) * t, fy + (y - fy) * t
                u, v = px * k, py * k
                path.append(
                    (
                        px - ox + size * (math.sin(v * 0.047 + p) + 0.7 * math.sin(u * 0.031 + v * 0.113 + q)),
                        py - oy + size * (math.sin(u * 0.041 + r) + 0.7 * math.sin(v * 0.037 + u * 0.097 + s)),
                    )
                )
        return path

    def _bounds(self, path: list[Point]) -> tuple[int, int, int, int] | None:
        """The pixels of the present plates that the path can touch."""
        width, height = self._plates[0].size
        left = max(int(min(x for x, _ in path)), 0)
        top = max(int(min(y for _, y in path)), 0)
        right = min(int(max(x for x, _ in path)) + 2, width)
        bottom = min(int(max(y for _, y in path)) + 2, height)
        return (left, top, right, bottom) if right > left and bottom > top else None

    def _sampled(self, field: Field, bounds: tuple[int, int, int, int], detail: int) -> Image.Image:
        """The field over these pixels: evaluated on a coarse grid, then drawn out smoothly."""
        a, b, c, d, e, f = self._transforms[-1]
        ox, oy = self._origin
        determinant = a * e - b * d or 1e-9
        left, top, right, bottom = bounds
        columns = max(2, min(detail, (right - left) // 6))
        rows = max(2, min(detail, (bottom - top) // 6))
        values = bytearray()
        for row in range(rows):
            dy = top + oy + (row + 0.5) / rows * (bottom - top) - f
            for column in range(columns):
                dx = left + ox + (column + 0.5) / columns * (right - left) - c
                values.append(_byte(field((e * dx - b * dy) / determinant, (a * dy - d * dx) / determinant)))
        grid = Image.frombytes("L", (columns, rows), bytes(values))
        return grid.resize((right - left, bottom - top), Image.Resampling.BILINEAR)


def along(start: Point, end: Point, *, low: float = 0.0, high: float = 1.0) -> Field:
    """A field that rises from `low` at start to `high` at end and stays there."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy

    def field(x: float, y: float) -> float:
        t = ((x - start[0]) * dx + (y - start[1]) * dy) / length
        t = min(max(t, 0.0), 1.0)
        return low + (high - low) * t * t * (3 - 2 * t)

    return field


def around(x: float, y: float, inner: float, outer: float, *, low: float = 1.0, high: float = 0.0) -> Field:
    """A field that passes from `low` within `inner` of a point to `high` beyond `outer`."""

    def field(px: float, py: float) -> float:
        t = min(max((math.hypot(px - x, py - y) - inner) / (outer - inner), 0.0), 1.0)
        return low + (high - low) * t * t * (3 - 2 * t)

    return field


def _byte(level: float) -> int:
    return min(255, max(0, round(level * 255)))


def _noise(rng: Random, width: int, height: int) -> Image.Image:
    return Image.frombytes("L", (width, height), rng.randbytes(width * height))


def _paper(colour: tuple[int, int, int], width: int, height: int, rng: Random) -> Image.Image:
    """Uncoated paper: its tooth, and fibres that are hardly there."""
    tooth = _noise(rng, width, height).filter(ImageFilter.BoxBlur(0.7))
    clouds = _noise(rng, max(width // 90, 2), max(height // 90, 2)).resize((width, height), Image.Resampling.BICUBIC)
    texture = Image.blend(tooth, clouds, 0.25)
    return Image.merge("RGB", [texture.point(_tinted(part)) for part in colour])


def _tinted(part: int) -> list[int]:
    return [min(255, max(0, round(part + (v - 128) * 0.055))) for v in range(256)]


def _stipple(strength: float) -> list[int]:
    """How much of the grain a coverage takes: half-tones are stippled, solids only breathe, bare paper stays bare."""
    shares = [v / 255 for v in range(256)]
    return [round(255 * strength * min(1.0, 0.16 * v + (4 * v * (1 - v)) ** 0.8)) for v in shares]


# The grain of each plate; the dark one would look dirty with as much as the light ones bear.
_STIPPLES = (_stipple(0.58), _stipple(0.6), _stipple(0.47))


def _grained(coverage: Image.Image, stipple: list[int], rng: Random, unit: float) -> Image.Image:
    """Ink as a drum lays it: stippled half-tones, small holes in the solids, uneven from place to place."""
    width, height = coverage.size
    fine = _noise(rng, width, height)
    if unit > 0.7:
        fine = fine.filter(ImageFilter.BoxBlur(0.62 * unit)).point(_stretched(1.9))
    stippled = ImageChops.add(coverage, fine, 1.0, -128)
    grained = Image.composite(stippled, coverage, coverage.point(stipple))
    uneven = _noise(rng, max(width // 70, 2), max(height // 70, 2)).resize((width, height), Image.Resampling.BICUBIC)
    holes = fine.transpose(Image.Transpose.ROTATE_180).point(_holes())
    uneven = ImageChops.multiply(uneven.point([238 + v * 17 // 255 for v in range(256)]), holes)
    return ImageChops.multiply(grained, uneven)


def _stretched(gain: float) -> list[int]:
    return [min(255, max(0, round(128 + (v - 128) * gain))) for v in range(256)]


def _holes() -> list[int]:
    """White specks where the ink did not take: rare, soft."""
    return [255 if v < 236 else 255 - round((v - 236) * 5.2) for v in range(256)]
