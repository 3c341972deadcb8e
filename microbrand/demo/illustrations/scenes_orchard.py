"""The orchard through the year: dawn, frost, harvest, blossom, snow."""

import math
from collections.abc import Sequence

from microbrand.demo.illustrations.figures import bee, daughter, father, grandmother
from microbrand.demo.illustrations.fruit import FUJI, apple, fallen_petals, tiny_apple
from microbrand.demo.illustrations.landscape import (
    frost_flecks,
    hill,
    house,
    ladder,
    mist,
    ridge,
    slope,
    snow,
    stars,
    sun,
    terraces,
)
from microbrand.demo.illustrations.palette import (
    AMBER,
    BARK,
    BLUSH,
    CREAM,
    FROST,
    HONEY,
    MIST,
    MOSS,
    PAPER,
    ROSE,
    SAGE,
    SHADE,
    WOOD_DARK,
    Tone,
    over_leaf,
)
from microbrand.demo.illustrations.press import Canvas, along, around
from microbrand.demo.illustrations.shapes import arc, below, box, ellipse, height_at, ribbon, smooth
from microbrand.demo.illustrations.trees import bare_tree, bough, far_tree, grass, tree
from microbrand.demo.illustrations.vessels import basket, crate, heap


def orchard_dawn(c: Canvas) -> None:
    """The hero: the sun comes up behind the hills, mist lies between the terraces, the grass is white."""
    w, h = c.width, c.height
    low = h * (0.5 if c.wide else 0.52)
    c.ground(CREAM)
    c.blend(c.everything, Tone(0.2, 0.3), along((0, 0), (0, low * 1.05), low=0.1, high=0.95))
    sun(c, w * 0.66, low * 0.8, 92 if c.wide else 128, Tone(0.5, 0.92), glow=Tone(0.42, 0.4))
    for i in range(3):
        y = low * (0.36 + 0.17 * i)
        c.fill(_cloud(c, w * (0.2 + 0.27 * i), y, 150 - 26 * i), Tone(0.1, 0.1))
    hill(c, ridge(c.rng, w, low * 0.98, 62, sharp=0.5, peaks=2.4), Tone(0.14, 0.24, 0.2), haze=0.55, depth=210)
    hill(c, ridge(c.rng, w, low * 1.07, 44, peaks=1.9), Tone(0.14, 0.12, 0.36), haze=0.6, depth=200)
    mist(c, low * 1.15, 120, strength=0.6)
    far = slope(w, low * 1.08, low * 1.2, low * 1.3, low * 1.19, low * 1.06, low * 1.12)
    terraces(
        c,
        far,
        low * 1.62,
        steps=7,
        first=Tone(0.26, 0.04, 0.4),
        second=Tone(0.3, 0.02, 0.48),
        trees=24,
        growth=2.0,
        crown=Tone(0.4, 0.05, 0.72),
        fruit=False,
    )
    house(c, w * 0.45, height_at(far, w * 0.45) + 52, 60)
    mist(c, low * 1.4, 150, strength=0.62)
    near = slope(w, low * 1.3, low * 1.37, low * 1.55, low * 1.66, low * 1.6, low * 1.5)
    terraces(
        c,
        near,
        h * 1.12,
        steps=5 if c.wide else 7,
        first=Tone(0.3, 0.02, 0.7),
        second=Tone(0.32, 0.0, 0.8),
        trees=66,
        growth=2.1,
        crown=SHADE,
        gap=1.3,
    )
    frost_flecks(c, near, 110, (h - low * 1.4) * 0.9)
    bough(c, [(w - 80, 66), (w - 122, 128), (w - 132, 196)], 8, leaves=5, leaf_size=58)
    bough(c, [(w - 170, 72), (w - 236, 34), (w - 318, 40)], 8, leaves=6, leaf_size=58)
    bough(c, [(w + 50, 4), (w - 60, 58), (w - 180, 74), (w - 296, 132)], 19, leaves=10, leaf_size=66)
    for x, y, size, turn in ((w - 132, 252, 45, 6), (w - 290, 190, 43, -8), (w - 204, 132, 38, 10)):
        apple(c, x, y, size, sort=FUJI, streaks=18, turn=turn)


def _cloud(c: Canvas, x: float, y: float, reach: float) -> list[tuple[float, float]]:
    return smooth(
        [
            (x - reach, y),
            (x - reach * 0.4, y - 10),
            (x + reach * 0.2, y - 16),
            (x + reach, y - 2),
            (x + reach * 0.3, y + 7),
            (x - reach * 0.5, y + 6),
        ],
        steps=6,
    )


def frost_night(c: Canvas) -> None:
    """Before the third frost: moon, white branches, one lantern and the small fires between the rows."""
    w, h = c.width, c.height
    low = h * 0.62
    night = Tone(0.0, 0.0, 0.92)
    c.ground(night)
    c.blend(c.everything, Tone(0.0, 0.06, 0.6), along((0, h * 0.1), (0, low * 1.05), high=0.95))
    stars(c, 90, low * 0.9)
    mx, my, r = w * c.pick(0.3, 0.72), h * 0.24, 96 if c.wide else 118
    c.blend(ellipse(mx, my, r * 3), Tone(0.05, 0.0, 0.3), around(mx, my, r, r * 2.9, low=0.85))
    c.fill(ellipse(mx, my, r), Tone(0.12, 0.0, 0.02))
    for dx, dy, size in ((-0.3, -0.2, 0.22), (0.25, 0.3, 0.3), (0.34, -0.36, 0.13)):
        c.fill(ellipse(mx + dx * r, my + dy * r, size * r, size * r * 0.85), Tone(0.16, 0.0, 0.1))
    hill(c, ridge(c.rng, w, low * 0.92, 54, sharp=0.4), Tone(0.0, 0.1, 0.74), haze=0.3, depth=240)
    line = slope(w, low * 1.02, low * 0.95, low * 1.06, low * 1.12, low * 1.0)
    terraces(
        c,
        line,
        h * 1.05,
        steps=6,
        first=Tone(0.04, 0.1, 0.86),
        second=Tone(0.04, 0.16, 0.94),
        edge=Tone(0.0, 0.0, 0.3),
        trees=38,
        growth=2.3,
        crown=Tone(0.0, 0.3, 1.0),
        fruit=False,
    )
    for _ in range(9):
        x = c.rng.uniform(w * 0.05, w * 0.95)
        y = height_at(line, x) + c.rng.uniform(50, (h - low) * 0.75)
        size = 5 + (y - low) * 0.022
        c.blend(ellipse(x, y, size * 7), Tone(0.9, 0.5, 0.3), around(x, y, size, size * 7, low=0.9), detail=18)
        c.fill(ellipse(x, y, size * 0.9, size * 1.2), HONEY)
    frost_flecks(c, line, 130, h - low)
    front = slope(w, h * 0.93, h * 0.9, h * 0.92, h * 0.96, h * 0.99)
    hill(c, front, Tone(0.0, 0.4, 1.0))
    lx, ly = w * (0.62 if c.pick(True, False) else 0.36), h * 0.9
    c.blend(ellipse(lx, ly - 60, 330), Tone(0.85, 0.4, 0.25), around(lx, ly - 60, 30, 320, low=0.95))
    _lantern(c, lx, ly + 6, 130)
    frost_flecks(c, front, 60, h * 0.08)
    side = -1 if c.pick(True, False) else 1
    start = w + 40 if side < 0 else -40
    for i in range(4):
        dx = side * (0.62 - 0.13 * i) * min(w, 1250)
        top = -30 + i * 62
        points = [
            (start, top),
            (start + dx * 0.4, top + 70 + 14 * i),
            (start + dx * 0.75, top + 60 + 40 * i),
            (start + dx, top + 130 + 30 * i),
        ]
        _frosted(c, points, 17 - 3 * i)


def _frosted(c: Canvas, points: Sequence[tuple[float, float]], width: float) -> None:
    curve = bough(c, points, width, tone=Tone(0.1, 0.5, 1.0), frost=True)
    rng = c.rng
    for i in range(2, len(curve), 2):
        x, y = curve[i]
        length = rng.uniform(40, 110)
        angle = rng.uniform(0.15, 1.2) * rng.choice((1, 1, -1)) + (math.pi if curve[-1][0] < curve[0][0] else 0)
        tip = (x + length * math.cos(angle), y + length * abs(math.sin(angle)) * rng.choice((1, 1, -0.6)))
        middle = ((x + tip[0]) / 2 + rng.uniform(-8, 8), (y + tip[1]) / 2 - 8)
        twig = smooth([(x, y), middle, tip], closed=False, steps=5)
        c.fill(ribbon(twig, width * 0.34 + 1, 1.6), Tone(0.1, 0.5, 1.0))
        c.fill(ribbon([(px, py - 2) for px, py in twig], 2.4, 1.2), PAPER)
        for px, py in twig[1::2]:
            for _ in range(2):
                turn = rng.uniform(0, math.tau)
                reach = rng.uniform(4, 11)
                c.fill(ribbon([(px, py), (px + reach * math.cos(turn), py + reach * math.sin(turn))], 1.8, 0.4), PAPER)
        if rng.random() < 0.16:
            tiny_apple(c, tip[0], tip[1] + 15, 17, Tone(0.3, 1.0, 0.3))
            c.fill(ribbon(arc(tip[0], tip[1] + 15, 15, 14, 200, 330, count=8), 1, 4, 1), PAPER)


def _lantern(c: Canvas, x: float, y: float, size: float) -> None:
    with c.at(x, y, size / 100):
        c.fill(ribbon(arc(0, -84, 26, 30, 180, 360, count=16), 3), BARK)
        c.fill(smooth([(-30, -84), (-10, -98), (10, -98), (30, -84)], steps=4), Tone(0.3, 0.9, 0.7))
        c.fill(smooth([(-26, -84), (26, -84), (32, -46), (24, -8), (-24, -8), (-32, -46)], steps=5), HONEY)
        c.blend(
            smooth([(-26, -84), (26, -84), (32, -46), (24, -8), (-24, -8), (-32, -46)], steps=5),
            PAPER,
            around(0, -40, 2, 34, low=0.9),
        )
        c.fill(smooth([(-7, -24), (-6, -42), (0, -62), (7, -42), (7, -24)], steps=5), AMBER)
        for px in (-14, 14):
            c.fill(ribbon([(px, -85), (px * 1.3, -46), (px, -8)], 2.6), BARK)
        c.fill(box(-30, -10, 30, 0), Tone(0.3, 0.9, 0.7))


def three_generations(c: Canvas) -> None:
    """Grandmother, father, daughter and one old tree, small in a wide morning."""
    w, h = c.width, c.height
    warm = c.pick(True, False)
    c.ground(CREAM if warm else FROST)
    c.blend(c.everything, BLUSH if warm else CREAM, along((0, 0), (0, h * 0.6)))
    base = h * (0.84 if c.wide else 0.76)
    tx = w * ((0.62 if warm else 0.42) if c.wide else 0.47)
    size = min(h * 0.68, w * 0.76)
    sun(c, tx - size * 0.5, base - size * 0.82, 74, Tone(0.45, 0.6) if warm else Tone(0.6, 0.14))
    hill(c, ridge(c.rng, w, base - size * 0.42, 56, sharp=0.4), MIST, haze=0.6, depth=200)
    line = ridge(c.rng, w, base - size * 0.26, 34, peaks=1.3)
    terraces(c, line, base + 40, steps=4, first=SAGE, second=Tone(0.34, 0.0, 0.42), trees=26, growth=1.8, crown=MOSS)
    ground = slope(w, base + 10, base - 8, base - 22, base - 6, base + 26)
    hill(c, ground, Tone(0.62, 0.06, 0.12))
    c.blend(below(ground, h + 60), Tone(0.6, 0.1, 0.34), along((0, base), (0, h), low=0.0, high=0.9))
    c.fill(ellipse(tx + 50, base + 16, size * 0.42, size * 0.045), Tone(0.6, 0.1, 0.5))
    tree(c, tx, base, size, apples=46)
    u = size / 640
    ladder(c, tx - 170 * u, base + 14, 330 * u, 100 * u)
    father(c, tx - 118 * u, base - 128 * u, 142 * u)
    daughter(c, tx + 196 * u, base + 16, 128 * u, flip=True)
    grandmother(c, tx + 320 * u, base + 28, 128 * u, flip=True)
    with c.at(tx + 262 * u, base + 34, u):
        basket(c, 72, 40)
    with c.at(tx + 258 * u, base - 6 * u, u):
        heap(c, 70, 1, 12)
    with c.at(tx - 282 * u, base + 34, u):
        with c.at(0, -70):
            heap(c, 128, 2, 18)
        crate(c, 136, 70)
    for dx in (-60, 40, 118):
        tiny_apple(c, tx + dx * u, base + 26 + abs(dx) * 0.08, 10 * u)
    for _ in range(44):
        grass(
            c,
            c.rng.uniform(0, w),
            base + c.rng.uniform(50, max(60, h - base)),
            22,
            c.rng.choice((MOSS, Tone(0.7, 0.12, 0.3))),
        )


def blossom_spring(c: Canvas) -> None:
    """A bough in flower across the picture, two bees at work."""
    w, h = c.width, c.height
    c.ground(c.pick(Tone(0.16, 0.0, 0.26), Tone(0.3, 0.0, 0.8)))
    dark = c.pick(False, True)
    c.fill(ellipse(w * 0.62, h * 0.4, 330), Tone(0.1, 0.02, 0.06) if not dark else Tone(0.34, 0.0, 0.6))
    hill(c, ridge(c.rng, w, h * 0.86, 40, peaks=1.4), SAGE if not dark else SHADE)
    hill(c, ridge(c.rng, w, h * 0.93, 30, peaks=1.1), MOSS if not dark else Tone(0.2, 0.25, 1.0))
    for i in range(int(w / 130)):
        far_tree(c, 60 + i * 130 + c.rng.uniform(-20, 20), h * 0.945, 74, ROSE.times(0.7), trunk=BARK)
    size = 60 if c.wide else 66
    bough(
        c,
        [(w * 0.98 + 60, h * 0.14), (w * 0.82, h * 0.16), (w * 0.64, h * 0.1)],
        20,
        leaves=7,
        flowers=6,
        flower_size=size * 0.8,
    )
    bough(
        c,
        [(w * 0.46, h * 0.42), (w * 0.52, h * 0.24), (w * 0.44, h * 0.1)],
        18,
        leaves=6,
        flowers=7,
        flower_size=size * 0.9,
    )
    bough(
        c,
        [(-70, h * 0.68), (w * 0.14, h * 0.6), (w * 0.34, h * 0.5), (w * 0.56, h * 0.42), (w * 0.78, h * 0.28)],
        46,
        leaves=14,
        flowers=19,
        leaf_size=88,
        flower_size=size * 1.12,
    )
    bough(
        c,
        [(w * 0.2, h * 0.58), (w * 0.36, h * 0.68), (w * 0.52, h * 0.66)],
        18,
        leaves=6,
        flowers=6,
        flower_size=size * 0.86,
    )
    trail = smooth(
        [(w * 0.86, h * 0.74), (w * 0.76, h * 0.62), (w * 0.84, h * 0.54), (w * 0.8, h * 0.46)], closed=False, steps=10
    )
    for i in range(0, len(trail) - 1, 3):
        c.fill(ribbon(trail[i : i + 2], 3), PAPER if dark else BARK)
    bee(c, w * 0.8, h * 0.44, 66, flip=True)
    bee(c, w * 0.2, h * 0.3, 56)
    fallen_petals(c, 26, 0, h * 0.5, w, h * 0.95)


def cellar_snow(c: Canvas) -> None:
    """The cellar in the hill: snow on its back, a lamp at the door, a crate of red waiting to go down."""
    w, h = c.width, c.height
    c.ground(Tone(0.04, 0.0, 0.26))
    c.blend(c.everything, Tone(0.12, 0.08, 0.08), along((0, 0), (0, h * 0.6)))
    base = h * (0.8 if c.wide else 0.74)
    x = w * 0.56
    hill(c, ridge(c.rng, w, base - 330, 44, sharp=0.5), Tone(0.04, 0.04, 0.3), haze=0.7, depth=170)
    line = ridge(c.rng, w, base - 240, 26, peaks=1.5)
    hill(c, line, Tone(0.02, 0.0, 0.12))
    for i in range(int(w / 110)):
        px = 40 + i * 112 + c.rng.uniform(-26, 26)
        bare_tree(c, px, height_at(line, px) + 34, 118, Tone(0.1, 0.14, 0.5))
    bare_tree(c, w * 0.16, base - 36, 430 if c.wide else 470, snow=PAPER)
    mound = smooth(
        [
            (x - 560, base + 30),
            (x - 380, base - 150),
            (x - 160, base - 320),
            (x + 60, base - 366),
            (x + 270, base - 290),
            (x + 460, base - 110),
            (x + 640, base + 20),
            (x + 640, h + 200),
            (x - 560, h + 200),
        ]
    )
    c.fill(mound, PAPER)
    c.blend(mound, Tone(0.02, 0.0, 0.34), along((x + 60, base - 300), (x + 560, base + 60), high=0.8))
    stones = [*arc(x, base - 130, 176, 160, 180, 360, count=24), (x + 176, base + 10), (x - 176, base + 10)]
    c.fill(stones, Tone(0.2, 0.05, 0.5))
    for i in range(11):
        a = math.radians(180 + 180 * (i + 0.5) / 11)
        with c.at(x + 150 * math.cos(a), base - 130 + 136 * math.sin(a), 1, math.degrees(a) + 90):
            c.fill(
                box(-19, -22, 19, 22),
                c.rng.choice((Tone(0.24, 0.03, 0.3), Tone(0.18, 0.05, 0.38), Tone(0.3, 0.06, 0.42))),
            )
    for side in (-1, 1):
        for j in range(3):
            c.fill(
                box(x + side * 150 - 24, base - 116 + j * 42, x + side * 150 + 24, base - 80 + j * 42),
                c.rng.choice((Tone(0.24, 0.03, 0.3), Tone(0.18, 0.05, 0.38))),
            )
    door = [*arc(x, base - 130, 120, 112, 180, 360, count=24), (x + 120, base + 8), (x - 120, base + 8)]
    c.fill(door, Tone(0.45, 0.95, 0.12))
    with c.inside(door):
        for i in range(-3, 4):
            c.fill(ribbon([(x + i * 36, base - 260), (x + i * 36, base + 10)], 3.4), Tone(0.5, 1.0, 0.7))
        c.fill(box(x - 130, base - 166, x + 130, base - 146), WOOD_DARK)
        c.fill(box(x - 130, base - 50, x + 130, base - 30), WOOD_DARK)
        c.blend(door, over_leaf(0.5), along((x, 0), (x + 120, 0), high=0.8))
    c.fill(ellipse(x + 80, base - 90, 9), HONEY)
    cap = [
        *arc(x, base - 140, 204, 180, 180, 360, count=24),
        *reversed(arc(x, base - 126, 178, 160, 186, 354, count=24)),
    ]
    c.fill(cap, PAPER)
    c.blend(ellipse(x - 210, base - 190, 120), Tone(0.7, 0.2), around(x - 210, base - 190, 12, 116, low=0.9), detail=20)
    _lantern(c, x - 210, base - 146, 74)
    ground = slope(w, base - 6, base + 2, base + 8, base, base - 8, base + 6)
    c.fill(below(ground, h + 80), PAPER)
    c.blend(below(ground, h + 80), Tone(0.02, 0.0, 0.24), along((0, base), (0, h + 60), high=0.85))
    c.fill(ellipse(x + 20, base + 12, 180, 15), Tone(0.0, 0.0, 0.3))
    with c.at(x + 300, base + 44):
        c.fill(ellipse(30, 0, 150, 16), Tone(0.02, 0.0, 0.42))
        with c.at(0, -86):
            heap(c, 200, 2, 29)
        crate(c, 214, 88)
        c.fill(smooth([(-112, -88), (-60, -98), (-20, -90), (-40, -84), (-100, -80)], steps=5), PAPER)
    for i in range(9):
        t = i / 9
        c.fill(
            ellipse(
                x - 20 - 250 * t * t + (18 if i % 2 else -18) * (0.5 + t),
                base + 26 + (h - base) * 0.86 * t,
                7 + 11 * t,
                4 + 5 * t,
                turn=-20,
            ),
            Tone(0.04, 0.0, 0.34),
        )
    snow(c, 190)
