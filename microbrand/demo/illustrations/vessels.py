"""What the harvest is put into: crates, boxes, jars, bottles, dishes, tins. Each stands on y = 0 around x = 0."""

import math

from microbrand.demo.illustrations.fruit import PLAIN, Sort, apple, apple_outline
from microbrand.demo.illustrations.palette import (
    BARK,
    CREAM,
    KRAFT,
    PAPER,
    RED,
    STRAW,
    WOOD,
    WOOD_DARK,
    WOOD_LIGHT,
    Tone,
    over_leaf,
)
from microbrand.demo.illustrations.press import Canvas, along, around
from microbrand.demo.illustrations.shapes import Outline, arc, box, ellipse, mirrored, moved, ribbon, rounded, smooth

BRAND = Tone(0.85, 1.0, 0.1)


def shadow(c: Canvas, x: float, y: float, rx: float, ry: float, *, strength: float = 0.42) -> None:
    """The soft shape a thing throws on its table, away from the light on the left."""
    outline = smooth(
        [
            (x - rx, y),
            (x - rx * 0.4, y - ry),
            (x + rx * 0.6, y - ry),
            (x + rx * 1.28, y - ry * 0.1),
            (x + rx * 0.9, y + ry),
            (x - rx * 0.5, y + ry),
        ]
    )
    c.blend(outline, over_leaf(strength), along((x - rx * 0.6, y), (x + rx * 1.3, y), low=1.0, high=0.25), detail=20)


def plank(c: Canvas, left: float, top: float, right: float, bottom: float, tone: Tone = WOOD) -> None:
    """A sawn board with its grain."""
    outline = box(left, top, right, bottom)
    c.fill(outline, tone)
    rng = c.rng
    wide = right - left > bottom - top
    with c.inside(outline):
        for _ in range(5):
            if wide:
                y, x = rng.uniform(top, bottom), rng.uniform(left - 40, right)
                reach = rng.uniform(0.2, 0.6) * (right - left)
                line = [(x, y), (x + reach / 2, y + rng.uniform(-3, 3)), (x + reach, y)]
            else:
                x, y = rng.uniform(left, right), rng.uniform(top - 40, bottom)
                reach = rng.uniform(0.2, 0.6) * (bottom - top)
                line = [(x, y), (x + rng.uniform(-3, 3), y + reach / 2), (x, y + reach)]
            c.fill(ribbon(smooth(line, closed=False, steps=4), 0.8, 2.4, 0.8), Tone(0.85, 0.22, 0.16))
        c.blend(outline, over_leaf(0.4), along((left, top), (right, bottom), high=0.55), detail=12)


def crate(c: Canvas, width: float, height: float, *, slats: int = 3, mark: bool = False) -> None:
    """A slatted crate from the front, without what lies in it."""
    half = width / 2
    c.fill(box(-half + 6, -height + 4, half - 6, 0), Tone(0.9, 0.5, 0.72))
    gap = height * 0.055
    board = (height - gap * (slats - 1)) / slats
    for i in range(slats):
        top = -height + i * (board + gap)
        plank(c, -half, top, half, top + board, WOOD if i % 2 else Tone(0.68, 0.1, 0.06))
    post = width * 0.085
    for side in (-1, 1):
        inner, outer = side * (half - post - width * 0.03), side * (half - width * 0.03)
        plank(c, min(inner, outer), -height - height * 0.03, max(inner, outer), 0, WOOD_LIGHT)
        for i in range(slats):
            y = -height + i * (board + gap) + board / 2
            for nail in (-0.22, 0.22):
                c.fill(ellipse((inner + outer) / 2, y + board * nail, width * 0.006 + 1), WOOD_DARK)
    if mark:
        stamp(c, 0, -height / 2, board * 0.36)


def stamp(c: Canvas, x: float, y: float, radius: float, tone: Tone = BRAND) -> None:
    """The brand's mark as burnt or printed on wood and labels: an apple with a mountain line."""
    with c.at(x, y, radius / 100):
        c.fill(apple_outline(), tone)
        c.fill(ribbon([(0, -70), (14, -118)], 9, 13), tone)
        with c.inside(apple_outline()):
            c.fill(ribbon([(-110, 34), (-46, -22), (-12, 14), (34, -36), (112, 40)], 13), CREAM)


def heap(c: Canvas, width: float, rows: int, radius: float, *, sort: Sort = PLAIN, streaks: int = 0) -> None:
    """Apples piled behind an edge at y = 0: the last row is the narrowest and the highest."""
    rng = c.rng
    for row in reversed(range(rows)):
        span = width * (1 - 0.2 * row) - radius * 1.6
        count = max(2, int(span / (radius * 1.72)) + 1)
        for i in range(count):
            x = -span / 2 + span * i / (count - 1) + rng.uniform(-0.1, 0.1) * radius
            y = -radius * (0.28 + row * 1.08) + rng.uniform(-0.12, 0.12) * radius
            apple(
                c,
                x,
                y,
                radius * rng.uniform(0.94, 1.04),
                sort=sort,
                turn=rng.uniform(-32, 32),
                streaks=streaks,
                leaf=rng.random() < 0.2,
            )
            c.blend(
                ellipse(x, y + radius * 0.8, radius * 0.9, radius * 0.4),
                over_leaf(0.5),
                around(x, y + radius * 0.95, 0, radius * 0.8, low=0.8),
                detail=8,
            )


def jar(
    c: Canvas,
    width: float,
    height: float,
    content: Tone,
    *,
    level: float = 0.9,
    cloth: Tone | None = RED,
    dots: Tone = PAPER,
) -> None:
    """A preserving jar; with `cloth` its lid wears a cloth and a string."""
    half = width / 2
    body = rounded(-half, -height, half, 0, width * 0.16)
    c.fill(body, Tone(0.04, 0.0, 0.14))
    inner = rounded(-half * 0.93, -height * level, half * 0.93, -height * 0.025, width * 0.14)
    c.fill(inner, content)
    with c.inside(inner):
        c.blend(
            inner,
            over_leaf(min(1.0, (content.leaf or 0) + 0.4)),
            along((-half * 0.1, 0), (half, 0), high=0.8),
            detail=16,
        )
        for _ in range(9):
            x, y = c.rng.uniform(-half, half), c.rng.uniform(-height * level, 0)
            c.fill(smooth([(x - 13, y), (x, y - 8), (x + 14, y - 2), (x + 4, y + 8)], steps=4), content.times(0.8))
    c.fill(
        smooth(
            [
                (-half * 0.84, -height * 0.86),
                (-half * 0.7, -height * 0.88),
                (-half * 0.68, -height * 0.3),
                (-half * 0.82, -height * 0.24),
            ],
            steps=5,
        ),
        Tone(0.06, 0.05, 0.0),
    )
    if cloth is None:
        c.fill(rounded(-half * 0.86, -height * 1.14, half * 0.86, -height * 0.98, 6), WOOD)
        c.fill(box(half * 0.1, -height * 1.14, half * 0.86, -height * 0.98), over_leaf(0.24))
        return
    lid = mirrored(
        [
            (0, -height * 1.17),
            (half * 0.6, -height * 1.165),
            (half * 0.88, -height * 1.08),
            (half * 0.9, -height * 1.0),
            (half * 1.22, -height * 0.86),
            (half * 0.9, -height * 0.83),
            (half * 0.55, -height * 0.87),
            (half * 0.2, -height * 0.83),
            (0, -height * 0.86),
        ]
    )
    outline = smooth(lid, steps=5)
    c.fill(outline, cloth)
    with c.inside(outline):
        step = width * 0.15
        for i in range(-6, 7):
            for j in range(5):
                c.fill(ellipse(i * step + (j % 2) * step / 2, -height * 1.14 + j * height * 0.075, width * 0.022), dots)
        c.blend(outline, over_leaf(0.5), along((0, 0), (half * 1.2, 0), high=0.8), detail=14)
    c.fill(ribbon(arc(0, -height * 1.0, half * 0.92, height * 0.025, 0, 180), width * 0.03), STRAW)
    for side in (-1, 1):
        bow = smooth([(0, 0), (side * 15, -12), (side * 26, -3), (side * 15, 6)], steps=5)
        c.fill(ribbon(moved([*bow, bow[0]], half * 0.2, -height * 0.975, width / 190), width * 0.02), STRAW)
    c.fill(ribbon([(half * 0.2, -height * 0.975), (half * 0.32, -height * 0.88)], width * 0.02), STRAW)


def label(c: Canvas, x: float, y: float, width: float, height: float, *, tone: Tone = CREAM) -> None:
    """A paper label: the mark, and lines where the words would be."""
    c.fill(rounded(x - width / 2, y - height / 2, x + width / 2, y + height / 2, 5), tone)
    stamp(c, x, y - height * 0.12, min(width, height) * 0.24)
    for i, share in enumerate((0.5, 0.32)):
        py = y + height * (0.28 + 0.1 * i)
        c.fill(ribbon([(x - width * share / 2, py), (x + width * share / 2, py)], 3.2), BARK)


def bottle(
    c: Canvas,
    width: float,
    height: float,
    glass: Tone,
    content: Tone,
    *,
    neck: float = 0.34,
    shoulder: float = 0.62,
    cap: Tone = WOOD,
    level: float = 0.8,
) -> None:
    """A bottle: `neck` is its share of the width, `shoulder` where the body ends, `level` how full it is."""
    half, slim = width / 2, width * neck / 2
    outline = smooth(
        mirrored(
            [
                (0, -height),
                (slim, -height),
                (slim, -height * 0.9),
                (slim * 1.02, -height * (shoulder + 0.16)),
                (half * 0.86, -height * (shoulder + 0.03)),
                (half, -height * (shoulder - 0.08)),
                (half, -height * 0.3),
                (half, -height * 0.05),
                (half * 0.9, 0),
                (0, 0),
            ]
        ),
        steps=5,
    )
    c.fill(outline, glass)
    with c.inside(outline):
        c.fill(box(-half, -height * level, half, 0), content)
        c.fill(ellipse(0, -height * level, slim * 1.4, 5), content.times(0.7))
        c.blend(
            outline,
            over_leaf(min(1.0, (content.leaf or 0) + 0.42)),
            along((-half * 0.1, 0), (half, 0), high=0.85),
            detail=18,
        )
    gleam = smooth(
        [
            (-half * 0.8, -height * (shoulder - 0.1)),
            (-half * 0.64, -height * (shoulder - 0.06)),
            (-half * 0.66, -height * 0.12),
            (-half * 0.8, -height * 0.1),
        ],
        steps=5,
    )
    c.fill(gleam, Tone(0.1, 0.05, 0.0) if (content.leaf or 0) < 0.4 else Tone(0.3, 0.1, 0.4))
    c.fill(rounded(-slim * 1.3, -height * 1.05, slim * 1.3, -height * 0.95, 4), cap)
    c.fill(box(slim * 0.2, -height * 1.05, slim * 1.3, -height * 0.95), over_leaf(0.3))


def glass(c: Canvas, width: float, height: float, content: Tone, *, level: float = 0.72) -> None:
    """A tumbler."""
    half = width / 2
    c.fill([(-half, -height), (half, -height), (half * 0.82, 0), (-half * 0.82, 0)], Tone(0.04, 0.0, 0.13))
    wide = half * (0.82 + 0.18 * level) * 0.93
    drink: Outline = [
        (-wide, -height * level),
        (wide, -height * level),
        (half * 0.76, -height * 0.05),
        (-half * 0.76, -height * 0.05),
    ]
    c.fill(drink, content)
    c.blend(drink, over_leaf(0.32), along((0, 0), (half, 0), high=0.8), detail=12)
    c.fill(ellipse(0, -height * level, wide, wide * 0.15), content.times(0.68))
    c.fill(ribbon(arc(0, -height, half, half * 0.16, 0, 360, count=40), 3), Tone(0.06, 0.0, 0.3))
    c.fill(ribbon([(-half * 0.78, -height * 0.86), (-half * 0.68, -height * 0.14)], 2, 8, 2), PAPER)


def dish(c: Canvas, width: float, *, glaze: Tone, rim: Tone, foot: Tone = KRAFT, depth: float = 0.3) -> None:
    """A shallow ceramic dish seen a little from above: foot, bowl, rim and the inside."""
    half, drop = width / 2, width * depth
    tilt = width * 0.13
    c.fill(
        smooth([(-half * 0.42, -8), (half * 0.42, -8), (half * 0.36, 10), (0, 16), (-half * 0.36, 10)], steps=5), foot
    )
    bowl = smooth(
        [
            (-half, -drop),
            (-half * 0.84, -drop * 0.45),
            (-half * 0.45, -2),
            (0, 6),
            (half * 0.45, -2),
            (half * 0.84, -drop * 0.45),
            (half, -drop),
            (0, -drop + tilt),
        ],
        steps=8,
    )
    c.fill(bowl, glaze)
    c.blend(bowl, over_leaf(min(1.0, (glaze.leaf or 0) + 0.4)), along((-half * 0.2, -drop), (half, 0), high=0.85))
    c.fill(ellipse(0, -drop, half, tilt), rim)
    c.fill(ellipse(0, -drop + 2, half * 0.955, tilt * 0.9), glaze)
    inside = ellipse(0, -drop + 2, half * 0.955, tilt * 0.9)
    c.blend(inside, over_leaf(min(1.0, (glaze.leaf or 0) + 0.4)), along((half * 0.6, 0), (-half, -drop), high=0.8))


def steam(c: Canvas, x: float, y: float, height: float, tone: Tone = PAPER) -> None:
    """Three wisps."""
    for i, dx in enumerate((-34, 4, 40)):
        rise = height * (0.8, 1.0, 0.7)[i]
        line = smooth(
            [(x + dx + 14 * math.sin(k * 1.5 + i), y - rise * k / 6) for k in range(7)], closed=False, steps=5
        )
        c.fill(ribbon(line, 1, 9, 5, 1), tone)


def basket(c: Canvas, width: float, height: float, tone: Tone = KRAFT) -> None:
    """A woven basket with its handle."""
    half = width / 2
    c.fill(ribbon(arc(0, -height * 0.9, half * 0.86, height * 1.0, 180, 360, count=24), width * 0.055), WOOD_DARK)
    outline = smooth(
        [
            (-half, -height),
            (half, -height),
            (half * 0.9, -height * 0.3),
            (half * 0.72, 0),
            (-half * 0.72, 0),
            (-half * 0.9, -height * 0.3),
        ],
        steps=4,
    )
    c.fill(outline, tone)
    with c.inside(outline):
        rows = 5
        for j in range(rows):
            y = -height + (j + 0.5) * height / rows
            for i in range(9):
                x = -half + (i + (j % 2) * 0.5) * width / 8.5
                c.fill(ribbon([(x - width * 0.04, y), (x + width * 0.04, y)], 1.5, height * 0.09, 1.5), WOOD_DARK)
        c.blend(outline, over_leaf(0.5), along((0, 0), (half, 0), high=0.8), detail=12)
    c.fill(
        ribbon([(-half * 1.02, -height), (half * 1.02, -height)], height * 0.11, round_ends=True), Tone(0.8, 0.2, 0.16)
    )
