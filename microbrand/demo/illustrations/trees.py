"""Trees: in rows on a terrace, alone in front, bare in winter, young beside a stake; and single boughs."""

import math
from collections.abc import Iterator, Sequence
from random import Random

from microbrand.demo.illustrations.fruit import blossom, bud, leaf_shape, tiny_apple
from microbrand.demo.illustrations.palette import BARK, LEAF, MOSS, PAPER, RED, SAGE, Tone, over_leaf
from microbrand.demo.illustrations.press import Canvas, along
from microbrand.demo.illustrations.shapes import Outline, Point, blob, ellipse, ribbon, smooth


def far_tree(
    c: Canvas, x: float, y: float, size: float, crown: Tone = LEAF, *, trunk: Tone = BARK, fruit: bool = False
) -> None:
    """A tree as a sign: a crown on a stem, with a few red dots when it is near enough."""
    lean = c.rng.uniform(-0.06, 0.06) * size
    c.fill(ribbon([(x, y + size * 0.04), (x + lean * 0.5, y - size * 0.5)], size * 0.09, size * 0.05), trunk)
    crown_outline = blob(c.rng, x + lean, y - size * 0.62, size * 0.4, size * 0.38, rough=0.09, knots=9)
    c.fill(crown_outline, crown)
    if size < 22:
        return
    with c.inside(crown_outline):
        c.fill(
            ellipse(x + lean + size * 0.2, y - size * 0.46, size * 0.36, size * 0.34),
            over_leaf(min(1.0, (crown.leaf or 0) + 0.14)),
        )
    if fruit:
        middle = [(x + lean, y - size * 0.61, size * 0.36, size * 0.34)]
        for px, py in _scattered(c.rng, middle, 4 + int(size / 14)):
            tiny_apple(c, px, py, max(2.0, size * 0.034))


def tree(
    c: Canvas,
    x: float,
    y: float,
    size: float,
    *,
    crown: Tone = LEAF,
    nick: Tone = MOSS,
    apples: int = 26,
    trunk: Tone = BARK,
    frosted: bool = False,
) -> None:
    """An old apple tree near by: forked trunk, a crown of several clouds with leaf nicks, apples."""
    with c.at(x, y, size / 100):
        rng = c.rng
        c.fill(ribbon(smooth([(-5, 3), (-3, -16), (2, -34)], closed=False), 15, 8, 7), trunk)
        c.fill(ribbon(smooth([(1, -24), (-12, -42), (-26, -58)], closed=False), 6, 4, 1.5), trunk)
        c.fill(ribbon(smooth([(1, -24), (14, -44), (28, -60)], closed=False), 6, 4, 1.5), trunk)
        clouds: list[tuple[float, float, float, float]] = [
            (-27, -54, 24, 19),
            (27, -56, 25, 20),
            (0, -76, 31, 23),
            (-2, -54, 28, 18),
        ]
        for cx, cy, rx, ry in clouds:
            outline = blob(rng, cx, cy, rx, ry, rough=0.07, knots=12)
            c.fill(outline, crown)
            with c.inside(outline):
                c.blend(
                    outline,
                    over_leaf(min(1.0, (crown.leaf or 0) + 0.3)),
                    along((cx - rx * 0.2, cy - ry * 0.2), (cx + rx * 0.7, cy + ry)),
                    detail=12,
                )
        for x, y in _scattered(rng, clouds, 56):
            _nick(c, x, y, rng.uniform(3.2, 5.2), rng.uniform(-70, 20), nick)
        for x, y in _scattered(rng, clouds, apples):
            tiny_apple(c, x, y, rng.uniform(2.5, 3.3))
        if frosted:
            for cx, cy, rx, ry in clouds[:3]:
                rim = [
                    (cx + rx * 0.96 * math.cos(a), cy + ry * 0.96 * math.sin(a))
                    for a in [math.pi * (1.12 + 0.07 * i) for i in range(10)]
                ]
                c.fill(ribbon(rim, 0.3, 1.7, 0.3), PAPER)


def _scattered(rng: Random, clouds: Sequence[tuple[float, float, float, float]], count: int) -> Iterator[Point]:
    """Places all over the crown, none crowded: a sunflower's order in each cloud, a little disturbed."""
    turn = rng.uniform(0, math.tau)
    each = max(1, count // len(clouds))
    for i in range(count):
        cx, cy, rx, ry = clouds[i % len(clouds)]
        number = i // len(clouds)
        angle = turn + number * 2.4 + rng.uniform(-0.3, 0.3)
        reach = min(0.88, math.sqrt((number + rng.uniform(0.3, 0.8)) / each) * 0.86)
        yield cx + rx * reach * math.cos(angle), cy + ry * reach * math.sin(angle)


def _nick(c: Canvas, x: float, y: float, size: float, turn: float, tone: Tone) -> None:
    with c.at(x, y, size / 10, turn):
        c.fill([(-8, 0), (-3, -3.2), (3, -3.2), (9, 0), (3, 2.6), (-3, 2.6)], tone)


def bare_tree(c: Canvas, x: float, y: float, size: float, tone: Tone = BARK, *, snow: Tone | None = None) -> None:
    """A winter tree: nothing but branches, with snow lying on the flat ones."""
    with c.at(x, y, size / 100):
        c.fill(ribbon(smooth([(0, 4), (-2, -18), (3, -36)], closed=False), 11, 7, 6), tone)
        _fork(c, 2, -32, 30, -90 - 34, 4.6, 4, tone, snow)
        _fork(c, 2, -32, 33, -90 + 4, 4.2, 4, tone, snow)
        _fork(c, 1, -26, 29, -90 + 44, 4.4, 4, tone, snow)


def _fork(
    c: Canvas,
    x: float,
    y: float,
    length: float,
    heading: float,
    width: float,
    depth: int,
    tone: Tone,
    snow: Tone | None,
) -> None:
    rng = c.rng
    angle = math.radians(heading)
    bend = rng.uniform(-0.16, 0.16) * length
    middle = (
        x + length / 2 * math.cos(angle) - bend * math.sin(angle),
        y + length / 2 * math.sin(angle) + bend * math.cos(angle),
    )
    end = (x + length * math.cos(angle), y + length * math.sin(angle))
    line = smooth([(x, y), middle, end], closed=False, steps=3)
    c.fill(ribbon(line, width, width * 0.55), tone)
    if snow is not None and width > 1.1 and abs(math.cos(angle)) > 0.35:
        c.fill(ribbon([(px, py - width * 0.32) for px, py in line], 0.4, width * 0.46, 0.3), snow)
    if depth:
        for side in (-1, 1):
            _fork(
                c,
                *end,
                length * rng.uniform(0.58, 0.74),
                heading + side * rng.uniform(16, 40),
                width * 0.56,
                depth - 1,
                tone,
                snow,
            )
        if rng.random() < 0.6:
            _fork(
                c,
                *middle,
                length * 0.5,
                heading + rng.choice((-1, 1)) * 46,
                width * 0.42,
                depth - 2 if depth > 1 else 0,
                tone,
                snow,
            )


def sapling(c: Canvas, x: float, y: float, size: float) -> None:
    """A one-year tree tied to its stake, `size` high."""
    with c.at(x, y, size / 100):
        c.fill(ribbon([(7, 3), (6, -72)], 2.6, 2.4), Tone(0.75, 0.14, 0.08))
        c.fill(ribbon([(7.6, 3), (6.8, -72)], 0.9, 0.8), Tone(0.9, 0.3, 0.3))
        stem = smooth([(0, 2), (-1.4, -30), (1, -60), (-1, -94)], closed=False)
        c.fill(ribbon(stem, 3.4, 2.4, 1.1), BARK)
        twigs: list[tuple[Point, Point]] = [
            ((-1, -40), (-22, -58)),
            ((0, -48), (24, -66)),
            ((1, -60), (-19, -80)),
            ((0, -70), (17, -88)),
            ((-0.6, -82), (-9, -99)),
        ]
        for (ax, ay), (bx, by) in twigs:
            line = smooth([(ax, ay), ((ax + bx) / 2, (ay + by) / 2 + 3), (bx, by)], closed=False, steps=4)
            c.fill(ribbon(line, 1.5, 0.7), BARK)
            side = 1 if bx > ax else -1
            for t, turn in ((0.35, 18), (0.55, -52), (0.8, 14), (0.98, -36)):
                px, py = line[int(t * (len(line) - 1))]
                leaf_shape(c, px, py, 13.5, turn=-90 + side * (90 + turn), tone=LEAF if c.rng.random() < 0.6 else MOSS)
        leaf_shape(c, -1, -94, 13, turn=-100)
        leaf_shape(c, -1, -92, 12, turn=-58, tone=MOSS)
        for tie in (-34, -62):
            c.fill(
                smooth(
                    [
                        (-2.6, tie - 1),
                        (3, tie - 2),
                        (8.4, tie - 1.2),
                        (8.4, tie + 1),
                        (3, tie + 0.4),
                        (-2.6, tie + 1.2),
                    ],
                    steps=4,
                ),
                RED,
            )


def bough(
    c: Canvas,
    line: Sequence[Point],
    width: float,
    *,
    tone: Tone = BARK,
    leaves: int = 0,
    flowers: int = 0,
    leaf_size: float = 70,
    flower_size: float = 46,
    frost: bool = False,
) -> Outline:
    """A branch along `line` with what grows on it; returns the curve, so that apples can be hung on it."""
    curve = smooth(line, closed=False)
    rng = c.rng
    c.fill(ribbon(curve, width, width * 0.7, width * 0.25), tone)
    if frost:
        c.fill(ribbon([(x, y - width * 0.3) for x, y in curve], width * 0.2, width * 0.3, width * 0.1), PAPER)
    for i in range(leaves):
        x, y = curve[int((0.08 + 0.92 * (i + rng.random()) / leaves) * (len(curve) - 1))]
        leaf_shape(
            c,
            x,
            y,
            leaf_size * rng.uniform(0.75, 1.15),
            turn=rng.uniform(-150, 120),
            tone=rng.choice((LEAF, LEAF, MOSS)),
        )
    for i in range(flowers):
        x, y = curve[int((0.12 + 0.88 * (i + rng.random()) / flowers) * (len(curve) - 1))]
        dx, dy = rng.uniform(-0.7, 0.7) * flower_size, rng.uniform(-1.1, 0.4) * flower_size
        if rng.random() < 0.28:
            c.fill(ribbon([(x, y), (x + dx, y + dy)], 4), MOSS)
            bud(c, x + dx, y + dy - flower_size * 0.4, flower_size * 0.42, turn=rng.uniform(-40, 40))
        else:
            blossom(
                c,
                x + dx,
                y + dy,
                flower_size * rng.uniform(0.8, 1.15),
                turn=rng.uniform(0, 72),
                squash=rng.uniform(0.8, 1.0),
            )
    return curve


def grass(c: Canvas, x: float, y: float, size: float, tone: Tone = SAGE) -> None:
    """A tuft."""
    for _ in range(6):
        tilt = c.rng.uniform(-0.6, 0.6) * size
        c.fill(
            ribbon(
                smooth(
                    [(x, y), (x + tilt * 0.4, y - size * 0.6), (x + tilt, y - size * c.rng.uniform(0.8, 1.2))],
                    closed=False,
                    steps=3,
                ),
                size * 0.12,
                0.4,
            ),
            tone,
        )
