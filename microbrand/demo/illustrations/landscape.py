"""The hills of 栖霞: ridges, terraces, mist, sky, water and the few things people put there."""

import math
from random import Random

from microbrand.demo.illustrations.palette import (
    BARK,
    CREAM,
    FROST,
    LEAF,
    PAPER,
    RED,
    STRAW,
    WOOD,
    WOOD_DARK,
    Tone,
    over_leaf,
)
from microbrand.demo.illustrations.press import Canvas, along, around
from microbrand.demo.illustrations.shapes import Outline, below, box, ellipse, height_at, ribbon, smooth
from microbrand.demo.illustrations.trees import far_tree


def ridge(rng: Random, width: float, y: float, swing: float, *, peaks: float = 2.0, sharp: float = 0.0) -> Outline:
    """The line of a hill chain over the whole width at about y; `sharp` makes old hills into mountains."""
    phases = [rng.uniform(0, math.tau) for _ in range(4)]
    points: Outline = []
    count = 46
    for i in range(count + 1):
        x = -70 + (width + 140) * i / count
        t = math.tau * peaks * x / max(width, 1000)
        wave = (
            math.sin(t + phases[0]) + 0.45 * math.sin(2.1 * t + phases[1]) + sharp * 0.5 * math.sin(4.7 * t + phases[2])
        )
        if sharp:
            wave = wave * (1 - sharp * 0.4) + sharp * (0.8 - 1.6 * abs(math.sin(1.3 * t / 2 + phases[3])))
        points.append((x, y - swing * wave))
    return smooth(points, closed=False, steps=3)


def slope(width: float, *heights: float) -> Outline:
    """A hill line through heights given at even distances from the left edge to the right."""
    count = len(heights) - 1
    points = [(-80 + (width + 160) * i / count, height) for i, height in enumerate(heights)]
    return smooth(points, closed=False, steps=14)


def hill(c: Canvas, line: Outline, tone: Tone, *, haze: float = 0.0, depth: float = 200.0) -> None:
    """A flat hill; `haze` is how much of it the mist takes away at its foot."""
    outline = below(line, c.height + 80)
    c.fill(outline, tone)
    if haze:
        top = min(y for _, y in line)
        c.blend(outline, Tone(0.05, 0.03, 0.02), along((0, top + depth * 0.15), (0, top + depth), high=haze))


def mist(c: Canvas, y: float, thickness: float, *, strength: float = 0.85, tone: Tone = PAPER) -> None:
    """A bank of mist with a wavering upper edge, thickest in its middle."""
    line = ridge(c.rng, c.width, y - thickness / 2, thickness * 0.12, peaks=1.4)

    def field(_x: float, py: float) -> float:
        t = abs(py - y) / (thickness / 2)
        return strength * max(0.0, 1 - t) ** 0.8

    c.blend([*line, (c.width + 80, y + thickness / 2), (-80, y + thickness / 2)], tone, field)


def sun(c: Canvas, x: float, y: float, radius: float, tone: Tone, *, glow: Tone | None = None) -> None:
    """The disc, and the warm air around it."""
    if glow is not None:
        c.blend(ellipse(x, y, radius * 3.4), glow, around(x, y, radius * 0.9, radius * 3.3, low=0.9))
    c.fill(ellipse(x, y, radius), tone)


def terraces(
    c: Canvas,
    line: Outline,
    bottom: float,
    *,
    steps: int,
    first: Tone,
    second: Tone,
    edge: Tone | None = PAPER,
    trees: float = 0.0,
    crown: Tone = LEAF,
    fruit: bool = True,
    growth: float = 2.4,
    gap: float = 1.25,
    left: float = -60,
    right: float | None = None,
) -> None:
    """A hillside in steps, each with its row of trees; rows grow from `trees` units to `growth` times that in front."""
    right = c.width + 60 if right is None else right
    c.fill(below(line, c.height + 80), first)
    for k in range(steps):
        t = (k / steps) ** 1.25
        row = [(x, y + (bottom - y) * t + 5 * math.sin(x / 160 + k * 1.9) * min(1, k)) for x, y in line]
        outline = below(row, c.height + 80)
        c.fill(outline, second if k % 2 else first)
        top = min(y for _, y in row)
        c.blend(
            outline,
            over_leaf(min(1.0, (first.leaf or 0) + 0.2)),
            along((0, top), (0, top + (bottom - top) / steps * 1.6), high=0.7),
            detail=24,
        )
        if edge is not None:
            c.fill(ribbon(row, 1.5 + 2.5 * t), edge)
        if not trees:
            continue
        size = trees * (1 + (growth - 1) * t)
        x = left + size * gap * c.rng.uniform(0.1, 0.9)
        while x < right:
            far_tree(c, x, height_at(row, x) + size * 0.06, size * c.rng.uniform(0.88, 1.1), crown, fruit=fruit)
            x += size * gap * c.rng.uniform(0.82, 1.2)


def house(
    c: Canvas, x: float, y: float, size: float, *, wall: Tone = PAPER, roof: Tone = WOOD_DARK, light: bool = False
) -> None:
    """A farmhouse with a tiled roof, the door in the middle."""
    with c.at(x, y, size / 100):
        c.fill(box(-50, -44, 50, 4), wall)
        c.fill(box(14, -44, 50, 4), over_leaf(0.16))
        c.fill(
            smooth(
                [(-60, -43), (-44, -72), (-30, -76), (30, -76), (44, -72), (60, -43), (30, -46), (-30, -46)], steps=3
            ),
            roof,
        )
        for i in range(7):
            c.fill(ribbon([(-40 + i * 13.5, -72), (-45 + i * 15, -48)], 1.4), Tone(0.7, 0.2, 0.2))
        c.fill(box(-9, -30, 9, 4), RED)
        for px in (-34, 24):
            c.fill(box(px, -30, px + 12, -15), STRAW if light else over_leaf(0.7))
        c.fill(box(30, -92, 40, -68), roof)


def path(c: Canvas, line: Outline, near: float, far: float, tone: Tone = CREAM) -> None:
    """A farm track from far away (first point) to the eye."""
    curve = smooth(line, closed=False, steps=10)
    c.fill(ribbon(curve, far, (far + near) * 0.3, near), tone)


def fence(c: Canvas, line: Outline, size: float, tone: Tone = BARK) -> None:
    """Posts along a line, two wires between them."""
    x = line[0][0]
    while x < line[-1][0]:
        y = height_at(line, x)
        c.fill(ribbon([(x, y), (x + c.rng.uniform(-2, 2), y - size)], size * 0.11, size * 0.08), tone)
        x += size * 1.5
    for share in (0.5, 0.85):
        c.fill(ribbon([(px, py - size * share) for px, py in line], size * 0.03), tone)


def ladder(c: Canvas, x: float, y: float, height: float, lean: float, tone: Tone = WOOD) -> None:
    """A picking ladder leaning to the right by `lean` units at its top."""
    half = height * 0.085
    for side in (-1, 1):
        c.fill(ribbon([(x + side * half * 1.3, y), (x + lean + side * half * 0.7, y - height)], height * 0.03), tone)
    for i in range(1, 9):
        t = i / 9
        cx, cy, reach = x + lean * t, y - height * t, half * (1.3 - 0.6 * t)
        c.fill(ribbon([(cx - reach, cy), (cx + reach, cy)], height * 0.02), tone)


def stars(c: Canvas, count: int, bottom: float) -> None:
    """Stars, few of them big."""
    for _ in range(count):
        x, y, size = c.rng.uniform(0, c.width), c.rng.uniform(0, bottom), c.rng.choice((1.3, 1.3, 1.6, 2.0, 2.8))
        c.fill(ellipse(x, y, size), PAPER if size < 2.5 else CREAM)


def snow(c: Canvas, count: int) -> None:
    """Falling flakes, near and far."""
    for _ in range(count):
        size = c.rng.choice((1.6, 2.2, 2.2, 3.2, 4.6))
        c.fill(ellipse(c.rng.uniform(0, c.width), c.rng.uniform(0, c.height), size, size * 0.94), PAPER)


def frost_flecks(c: Canvas, line: Outline, count: int, depth: float) -> None:
    """Hoar frost on the ground under a line: short strokes of bare paper."""
    for _ in range(count):
        x = c.rng.uniform(line[0][0], line[-1][0])
        y = height_at(line, x) + depth * c.rng.random() ** 1.4 + 4
        reach = c.rng.uniform(4, 15)
        c.fill(
            ribbon([(x, y), (x + reach, y + c.rng.uniform(-1, 1))], 0.5, c.rng.uniform(1.2, 2.6), 0.5),
            c.rng.choice((PAPER, FROST)),
        )
