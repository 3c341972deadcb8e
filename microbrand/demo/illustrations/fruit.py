"""Apples and what grows with them: leaves, blossom, slices."""

import math
from typing import NamedTuple

from microbrand.demo.illustrations.palette import (
    BARK,
    BLUSH,
    CREAM,
    HONEY,
    LEAF,
    MOSS,
    PAPER,
    RED,
    ROSE,
    SAGE,
    STRAW,
    WOOD_DARK,
    Tone,
    over_leaf,
)
from microbrand.demo.illustrations.press import Canvas, along, around
from microbrand.demo.illustrations.shapes import Outline, Point, arc, ellipse, mirrored, ribbon, smooth

# Half an apple a hundred units wide, from the stem's dip to the calyx.
HALF: list[Point] = [
    (0, -66),
    (22, -82),
    (54, -89),
    (86, -71),
    (102, -28),
    (97, 20),
    (78, 66),
    (50, 92),
    (24, 95),
    (0, 87),
]


class Sort(NamedTuple):
    """How an apple is coloured."""

    skin: Tone
    streak: Tone
    shadow: Tone
    light: Tone


FUJI = Sort(skin=Tone(0.62, 0.66), streak=RED, shadow=Tone(0.5, 1.0, 0.34), light=Tone(0.2, 0.1))
PLAIN = Sort(skin=RED, streak=RED, shadow=Tone(0.5, 1.0, 0.42), light=Tone(0.15, 0.16))
WANGLIN_SORT = Sort(
    skin=Tone(0.85, 0.0, 0.05), streak=Tone(0.95, 0.0, 0.14), shadow=Tone(1.0, 0.06, 0.42), light=Tone(0.2)
)
PALE = Sort(skin=CREAM, streak=STRAW, shadow=SAGE, light=PAPER)


def apple_outline() -> Outline:
    """An apple around the origin, about 205 wide and 185 high."""
    return smooth(mirrored(HALF), steps=7)


def apple(
    c: Canvas,
    x: float,
    y: float,
    radius: float,
    *,
    sort: Sort = PLAIN,
    turn: float = 0.0,
    stem: bool = True,
    leaf: bool = False,
    streaks: int = 0,
    freckles: int = 0,
) -> None:
    """One apple of about `radius`; `streaks` and `freckles` are for those that one looks at closely."""
    rng = c.rng
    with c.at(x, y, radius / 100, turn):
        outline = apple_outline()
        with c.inside(outline):
            c.fill(outline, sort.skin)
            for i in range(streaks):
                _streak(c, -1 + 2 * (i + rng.uniform(0.1, 0.9)) / streaks, sort.streak)
            c.blend(outline, sort.shadow, around(-42, -38, 70, 170, low=0.0, high=1.0))
            if streaks:
                c.blend(ellipse(0, -80, 66, 40), Tone(0.8, 0.2, 0.3), around(0, -76, 2, 40))
            _freckles(c, freckles, sort.light)
            c.fill(_gleam(), sort.light)
        dip = smooth([(-27, -75), (-12, -67), (0, -64), (12, -67), (27, -75), (10, -73), (0, -71), (-10, -73)], steps=4)
        c.fill(dip, Tone(sort.shadow.kraft, sort.shadow.red, 0.62))
        if stem:
            c.fill(ribbon(smooth([(0, -70), (3, -92), (15, -122)], closed=False), 6, 6, 11), BARK)
        if leaf:
            leaf_shape(c, 6, -98, 74, turn=-28)


def _gleam() -> Outline:
    return smooth(
        [(-78, -28), (-70, -52), (-50, -68), (-38, -68), (-52, -54), (-64, -34), (-68, -12), (-76, -10)], steps=5
    )


def _streak(c: Canvas, side: float, tone: Tone) -> None:
    """A brush mark along a meridian, from the dip or from somewhere on the cheek towards the calyx."""
    rng = c.rng
    start = rng.choice((-0.98, -0.98, rng.uniform(-0.9, 0.1)))
    end = min(1.0, start + rng.uniform(0.5, 1.75))
    line = []
    for i in range(9):
        v = start + (end - start) * i / 8
        bulge = max(0.0, 1 - abs(v * 0.93 + 0.12) ** 2.6) ** 0.55
        line.append((side * 104 * max(bulge, 0.08) * (0.97 + 0.04 * math.sin(i)), v * 92))
    width = rng.uniform(1.6, 7.5)
    c.fill(ribbon(line, 1, width, width * 0.8, 1), tone)


def _freckles(c: Canvas, count: int, tone: Tone) -> None:
    for _ in range(count):
        angle, reach = c.rng.uniform(0, math.tau), math.sqrt(c.rng.random()) * 84
        size = c.rng.uniform(0.5, 1.25)
        c.fill(ellipse(reach * math.cos(angle), reach * math.sin(angle) + 8, size), tone)


def tiny_apple(c: Canvas, x: float, y: float, radius: float, tone: Tone = RED) -> None:
    """An apple seen from afar: a dot with a nick of light."""
    c.fill(ellipse(x, y, radius, radius * 0.93), tone)
    if radius > 4:
        c.fill(ribbon(arc(x, y, radius * 0.62, radius * 0.6, 190, 260, count=6), 0.4, radius * 0.24, 0.4), BLUSH)


def leaf_shape(
    c: Canvas, x: float, y: float, length: float, *, turn: float = 0.0, tone: Tone = LEAF, vein: Tone | None = SAGE
) -> None:
    """A leaf that leaves its twig at (x, y) and points to the right before it is turned."""
    with c.at(x, y, length / 100, turn):
        upper = [(0, 0), (22, -20), (52, -26), (80, -14), (102, 4)]
        lower = [(76, 16), (46, 19), (18, 12)]
        outline = smooth([*upper, *lower], steps=6)
        c.fill(outline, tone)
        with c.inside(outline):
            c.fill([(0, 0), (50, -3), (102, 4), (80, 30), (0, 30)], over_leaf(min(1.0, (tone.leaf or 0) + 0.12)))
            if vein is not None:
                c.fill(ribbon([(0, 0), (48, -3), (96, 3)], 3.4, 2.6, 0.6), vein)
                if length > 60:
                    for i in range(4):
                        px = 20 + i * 18
                        c.fill(ribbon([(px, -2), (px + 15, -18)], 1.8, 0.7), vein)
                        c.fill(ribbon([(px, -2), (px + 16, 13)], 1.8, 0.7), vein)


def blossom(c: Canvas, x: float, y: float, radius: float, *, turn: float = 0.0, squash: float = 1.0) -> None:
    """An open apple flower: five petals, pink from outside, yellow stamens."""
    with c.at(x, y, radius / 100, turn):
        for i in range(5):
            with c.at(0, 0, 1.0, i * 72 + c.rng.uniform(-5, 5)):
                petal = smooth(
                    [(0, -8), (34, -34), (47, -74), (24, -101), (2, -93), (-22, -102), (-46, -72), (-33, -32)], steps=5
                )
                petal = [(px, py * squash) for px, py in petal]
                c.fill(petal, Tone(0.03, 0.05))
                c.blend(petal, ROSE, along((8, -55 * squash), (30, -112 * squash), high=0.9), detail=14)
                c.blend(petal, Tone(0.3, 0.0, 0.2), around(0, 0, 10, 42), detail=14)
                c.fill(ribbon([(0, -16), (1, -48 * squash)], 3, 0.8), Tone(0.15, 0.3))
        for i in range(11):
            angle = math.tau * i / 11 + c.rng.uniform(-0.15, 0.15)
            reach = c.rng.uniform(22, 36)
            tip = (reach * math.cos(angle), reach * math.sin(angle))
            c.fill(ribbon([(0, 0), tip], 2.4, 2.0), Tone(0.55, 0.1, 0.25))
            c.fill(ellipse(*tip, 5.4), HONEY)
        c.fill(ellipse(0, 0, 9), MOSS)


def bud(c: Canvas, x: float, y: float, radius: float, *, turn: float = 0.0) -> None:
    """A closed flower on its stalk, pointing up before it is turned."""
    with c.at(x, y, radius / 100, turn):
        c.fill(ribbon(smooth([(0, 150), (-6, 90), (0, 40)], closed=False), 12, 12), MOSS)
        outline = smooth([(0, 62), (44, 34), (50, -14), (20, -66), (-6, -78), (-34, -48), (-50, 0), (-38, 42)], steps=5)
        c.fill(outline, Tone(0.12, 0.5))
        with c.inside(outline):
            c.fill(smooth([(-60, -90), (-8, -84), (14, -20), (2, 70), (-70, 70)], steps=5), Tone(0.1, 0.26))
        c.fill(
            smooth(
                [(-44, 40), (-22, 16), (-10, 40), (4, 14), (18, 40), (40, 18), (38, 52), (0, 76), (-34, 58)], steps=4
            ),
            MOSS,
        )


def slice_ring(
    c: Canvas, x: float, y: float, radius: float, *, turn: float = 0.0, squash: float = 1.0, tone: Tone = STRAW
) -> None:
    """A dried ring: wavy peel, pale flesh, the star of the core cut out."""
    rng = c.rng
    knots = 15
    wave = [1 + rng.uniform(-0.05, 0.05) for _ in range(knots)]

    def ring(reach: float) -> Outline:
        points = [
            (
                reach * wave[i] * math.cos(math.tau * i / knots),
                squash * reach * wave[i] * math.sin(math.tau * i / knots),
            )
            for i in range(knots)
        ]
        return smooth(points, steps=5)

    with c.at(x, y, radius / 100, turn):
        c.fill(ring(100), Tone(0.6, 0.9, 0.08))
        c.fill(ring(91), tone)
        flesh = ring(91)
        c.blend(flesh, Tone(0.9, 0.2, 0.05), around(0, 0, 30, 105, low=0.0, high=0.75), detail=20)
        for i in range(10):
            angle = math.tau * (i + 0.5) / 10
            near, far = rng.uniform(44, 52), rng.uniform(66, 82)
            c.fill(
                ribbon(
                    [
                        (near * math.cos(angle), squash * near * math.sin(angle)),
                        (far * math.cos(angle), squash * far * math.sin(angle)),
                    ],
                    2.6,
                    0.8,
                ),
                Tone(0.85, 0.26, 0.04),
            )
        star: Outline = []
        for i in range(10):
            angle = math.tau * i / 10 - math.pi / 2
            reach = 34 if i % 2 == 0 else 15
            star.append((reach * math.cos(angle), squash * reach * math.sin(angle)))
        c.fill(smooth(star, steps=4), Tone(0.85, 0.4, 0.3))
        for i in range(5):
            with c.at(0, 0, 1.0, i * 72):
                c.fill(ellipse(0, -21 * squash, 3.6, 8 * squash), WOOD_DARK)


def half_apple(c: Canvas, x: float, y: float, radius: float, *, sort: Sort = PLAIN, turn: float = 0.0) -> None:
    """An apple cut lengthwise: peel, flesh, the heart of the core and its pips."""
    with c.at(x, y, radius / 100, turn):
        outline = apple_outline()
        c.fill(outline, sort.skin)
        flesh = [(px * 0.93, py * 0.93 + 1) for px, py in outline]
        c.fill(flesh, Tone(0.14))
        c.blend(flesh, STRAW, around(0, 0, 20, 110, low=0.0, high=0.8), detail=20)
        heart = [(px * 0.36, py * 0.4 + 4) for px, py in outline]
        c.fill(heart, Tone(0.34, 0.0, 0.06))
        c.fill(ribbon([(0, -66), (0, -34)], 4, 2), SAGE)
        for side in (-1, 1):
            c.fill(smooth([(side * 4, 20), (side * 15, 2), (side * 9, -14), (side * 2, 0)], steps=5), WOOD_DARK)
        c.fill(ribbon(smooth([(0, -68), (2, -90), (12, -116)], closed=False), 6, 6, 10), BARK)


def fallen_petals(c: Canvas, count: int, left: float, top: float, right: float, bottom: float) -> None:
    """Petals on the wind."""
    for _ in range(count):
        x, y, size = c.rng.uniform(left, right), c.rng.uniform(top, bottom), c.rng.uniform(7, 13)
        with c.at(x, y, size / 10, c.rng.uniform(0, 360)):
            c.fill(
                smooth([(-10, 0), (0, -6), (11, -3), (12, 3), (0, 5)], steps=4),
                c.rng.choice((BLUSH, ROSE, Tone(0.04, 0.08))),
            )
