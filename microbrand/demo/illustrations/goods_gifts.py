"""What lasts longer than fruit: the potter's dish, the cards, a tree of one's own."""

import math

from microbrand.demo.illustrations import stage
from microbrand.demo.illustrations.fruit import FUJI, apple, blossom, leaf_shape
from microbrand.demo.illustrations.landscape import hill, ridge, slope, sun, terraces
from microbrand.demo.illustrations.palette import (
    BLUSH,
    CORAL,
    CREAM,
    HONEY,
    KRAFT,
    LEAF,
    MIST,
    MOSS,
    PAPER,
    RED,
    SAGE,
    SHADE,
    WOOD_DARK,
    Tone,
    over_leaf,
)
from microbrand.demo.illustrations.press import Canvas, along
from microbrand.demo.illustrations.shapes import box, ellipse, ribbon, rounded, smooth
from microbrand.demo.illustrations.trees import bare_tree, far_tree, grass, sapling
from microbrand.demo.illustrations.vessels import dish, shadow, stamp

ASH = Tone(0.1, 0.02, 0.12)


def ceramic_dish(c: Canvas) -> None:
    """The dish from next door; what lies in it changes with the seed, no two glazes are alike."""
    colours = c.pick(stage.ROSY, stage.GOLDEN, stage.LEAFY, stage.SAGEY)
    stage.backdrop(c, colours, shape=c.pick("arch", "disc", "disc", "beam"), size=420)
    glaze, rim = c.pick((ASH, WOOD_DARK), (Tone(0.2, 0.0, 0.42), KRAFT), (CREAM, RED), (PAPER, LEAF))
    count = c.pick(3, 1, 2, 0)
    with stage.standing(c):
        shadow(c, 40, 0, 330, 48, strength=0.5)
        dish(c, 780, glaze=glaze, rim=rim, depth=0.24)
        inner = ellipse(0, -185, 372, 91)
        c.fill(
            smooth([(-200, -150), (-40, -172), (140, -160), (60, -118), (-120, -112)], steps=6),
            over_leaf(0.4 if count else (glaze.leaf or 0)),
        )
        for i, (x, y, size, turn) in enumerate(_PLACES[count]):
            apple(c, x, y, size, sort=FUJI, streaks=36, freckles=20, turn=turn, leaf=i == len(_PLACES[count]) - 1)
        if count:
            front = [
                (390, -170),
                *sorted((p for p in ellipse(0, -187, 390, 101) if p[1] > -150), key=lambda p: -p[0]),
                (-390, -170),
                (-330, 20),
                (330, 20),
            ]
            with c.inside(front):
                dish(c, 780, glaze=glaze, rim=rim, depth=0.24)
        with c.inside(inner if not count else front):
            for _ in range(70):
                x, y, size = c.rng.uniform(-370, 370), c.rng.uniform(-290, 0), c.rng.uniform(1.2, 3.4)
                if math.hypot(x / 362, (y + 188) / 182) < 1:
                    c.fill(ellipse(x, y, size), Tone(0.6, 0.2, 0.4))
        for i in range(3):
            c.fill(
                ribbon(
                    smooth([(-300 + i * 10, -110 + i * 26), (-150, -58 + i * 21), (40, -46 + i * 19)], closed=False),
                    1,
                    5,
                    1,
                ),
                glaze.times(0.3),
            )
        if not count:
            leaf_shape(c, -70, -180, 170, turn=-6)


_PLACES: dict[int, list[tuple[float, float, float, float]]] = {
    0: [],
    1: [(10, -272, 150, 9)],
    2: [(-120, -258, 132, -14), (130, -262, 138, 12)],
    3: [(-186, -256, 122, -20), (190, -256, 120, 18), (0, -274, 138, 4)],
}


def cards(c: Canvas) -> None:
    """Five cards of the orchard's year, fanned, tied with red string."""
    stage.flat_lay(c, c.pick(KRAFT.times(0.7), SAGE, BLUSH))
    unit = stage.scale_of(c)
    with c.at(c.width / 2, c.height / 2 + 560 * unit, unit * (1.2 if c.wide else 0.97)):
        for i, paint in enumerate((_winter, _spring, _summer, _apple_card, _autumn)):
            with c.at(0, 40, 1, -30 + i * 15), c.at(0, -580):
                c.fill(rounded(-172, -246, 196, 262, 8), over_leaf(0.5))
                c.fill(rounded(-184, -254, 184, 254, 8), PAPER)
                with c.inside(box(-162, -232, 162, 186)):
                    paint(c)
                for j, reach in enumerate((72, 44)):
                    c.fill(ribbon([(-reach, 210 + j * 18), (reach, 210 + j * 18)], 3.4), WOOD_DARK)
        for side in (-1, 1):
            loop = smooth([(0, -196), (side * 60, -250), (side * 120, -214), (side * 66, -176)], steps=7)
            c.fill(ribbon([*loop, loop[0]], 10), RED)
            c.fill(ribbon(smooth([(0, -196), (side * 34, -130), (side * 70, -92)], closed=False), 9, 8), RED)
        c.fill(ellipse(0, -196, 17, 15), RED)


def _winter(c: Canvas) -> None:
    c.fill(box(-170, -240, 170, 200), Tone(0.05, 0.0, 0.5))
    c.fill(ellipse(60, -120, 44), CREAM)
    c.fill(smooth([(-240, 90), (-60, 30), (120, 84), (260, 50), (260, 260), (-240, 260)]), PAPER)
    bare_tree(c, -50, 76, 170)
    for _ in range(30):
        c.fill(ellipse(c.rng.uniform(-160, 160), c.rng.uniform(-230, 180), c.rng.uniform(2, 4)), PAPER)


def _spring(c: Canvas) -> None:
    c.fill(box(-170, -240, 170, 200), Tone(0.12, 0.0, 0.22))
    c.fill(ribbon(smooth([(-170, 120), (-40, 40), (60, -90), (150, -170)], closed=False), 20, 12, 5), WOOD_DARK)
    for x, y, size in ((-60, 40, 66), (56, -70, 74), (110, 60, 50), (-90, -120, 46)):
        blossom(c, x, y, size, turn=x)
    leaf_shape(c, 96, -140, 70, turn=-20)
    leaf_shape(c, -30, 60, 70, turn=60)


def _summer(c: Canvas) -> None:
    c.fill(box(-170, -240, 170, 200), CREAM)
    c.fill(ellipse(-50, -110, 66), HONEY)
    for i, tone in enumerate((SAGE, MOSS, LEAF)):
        y = -40 + i * 70
        c.fill(
            smooth(
                [(-260, y + 40), (-90, y - 30), (60, y + 34), (190, y - 14), (280, y + 30), (280, 300), (-260, 300)]
            ),
            tone,
        )
        for k in range(5):
            far_tree(c, -150 + k * 74 + i * 20, y + 66, 44 + i * 12, (MOSS, LEAF, SHADE)[i])


def _apple_card(c: Canvas) -> None:
    c.fill(box(-170, -240, 170, 200), Tone(0.3, 0.0, 0.62))
    apple(c, 0, 6, 122, sort=FUJI, streaks=40, freckles=24, turn=-6, leaf=True)


def _autumn(c: Canvas) -> None:
    c.fill(box(-170, -240, 170, 200), CORAL.times(0.6))
    c.fill(ellipse(20, -20, 80), Tone(0.4, 0.95))
    for i, tone in enumerate((Tone(0.3, 0.3, 0.4), SHADE)):
        y = 10 + i * 80
        c.fill(smooth([(-260, y + 30), (-60, y - 40), (100, y + 30), (260, y - 20), (260, 300), (-260, 300)]), tone)
    for k in range(3):
        far_tree(c, -110 + k * 110, 170, 96, LEAF, fruit=True)


def adopted_tree(c: Canvas) -> None:
    """A young tree on the slope with the name tag of those who look after it."""
    c.ground(CREAM)
    c.blend(c.everything, BLUSH, along((0, c.height * 0.1), (0, c.height * 0.62)))
    unit = stage.scale_of(c)
    base = c.height / 2 + 400 * unit
    x = c.width / 2 - 20 * unit
    sun(c, c.width * 0.5 + 130 * unit, c.height / 2 - 190 * unit, 210 * unit, Tone(0.3, 0.2), glow=None)
    hill(c, ridge(c.rng, c.width, base - 330 * unit, 50 * unit, sharp=0.4), MIST, haze=0.7, depth=190 * unit)
    terraces(
        c,
        ridge(c.rng, c.width, base - 200 * unit, 36 * unit, peaks=1.2),
        base + 60 * unit,
        steps=4,
        first=SAGE,
        second=Tone(0.32, 0.0, 0.4),
        trees=34 * unit,
        growth=1.5,
        crown=MOSS,
        fruit=False,
    )
    front = slope(c.width, base + 10 * unit, base - 26 * unit, base - 30 * unit, base + 16 * unit, base + 50 * unit)
    hill(c, front, LEAF)
    c.fill(ellipse(x, base + 8 * unit, 150 * unit, 26 * unit), Tone(0.9, 0.5, 0.7))
    for _ in range(26):
        gx = c.rng.uniform(0, c.width)
        grass(c, gx, base + c.rng.uniform(40, 260) * unit, 26 * unit, MOSS)
    sapling(c, x, base, 800 * unit)
    with c.at(x - 6 * unit, base - 500 * unit, unit):
        c.fill(ribbon(smooth([(0, 0), (-70, 26), (-120, 92)], closed=False), 4.5), RED)
        with c.at(-122, 92, 1, 12):
            c.fill(_tag(10, 12), over_leaf(0.5))
            c.fill(_tag(0, 0), KRAFT)
            c.fill(ellipse(0, 30, 11), SAGE)
            stamp(c, 0, 98, 34)
            for i, reach in enumerate((56, 56, 34)):
                c.fill(ribbon([(-reach, 164 + i * 26), (reach, 164 + i * 26)], 4.4), WOOD_DARK)


def _tag(dx: float, dy: float) -> list[tuple[float, float]]:
    return [
        (dx - 44, dy),
        (dx + 44, dy),
        (dx + 82, dy + 44),
        (dx + 82, dy + 246),
        (dx - 82, dy + 246),
        (dx - 82, dy + 44),
    ]
