"""The fresh fruit: box, crate, single apples."""

import math

from microbrand.demo.illustrations import stage
from microbrand.demo.illustrations.fruit import FUJI, PLAIN, WANGLIN_SORT, Sort, apple, half_apple, leaf_shape
from microbrand.demo.illustrations.palette import (
    BLUSH,
    CREAM,
    FROST,
    LEAF,
    PAPER,
    SAGE,
    STRAW,
    WOOD,
    WOOD_DARK,
    WOOD_LIGHT,
    Tone,
    over_leaf,
)
from microbrand.demo.illustrations.press import Canvas, around
from microbrand.demo.illustrations.shapes import blob, box, ellipse, ribbon, rounded, smooth
from microbrand.demo.illustrations.vessels import crate, heap, plank, shadow, stamp


def gift_box(c: Canvas) -> None:
    """Nine chosen Fuji in the compartments of a wooden box, seen from above; the lid lies half under it."""
    stage.flat_lay(c, c.pick(FROST, SAGE, LEAF, BLUSH), c.pick(BLUSH, PAPER, Tone(0.3, 0.0, 0.7), CREAM))
    unit = stage.scale_of(c)
    with c.at(c.width / 2 + 20 * unit, c.height / 2 + 30 * unit, unit * 0.96):
        with c.at(112, -236, 1, 16):
            c.fill(rounded(-300, -300, 330, 330, 8), over_leaf(0.5))
            for i in range(5):
                plank(c, -318, -318 + i * 127, 318, -318 + i * 127 + 123, WOOD_LIGHT)
            stamp(c, 226, -212, 62)
        with c.at(-30, 40, 1, -5):
            c.fill(rounded(-340, -338, 392, 398, 10), over_leaf(0.55))
            c.fill(rounded(-372, -372, 372, 372, 8), WOOD)
            plank(c, -372, -372, 372, -336, WOOD_LIGHT)
            plank(c, -372, 336, 372, 372, WOOD)
            plank(c, -372, -336, -336, 336, WOOD_LIGHT)
            plank(c, 336, -336, 372, 336, WOOD)
            c.fill(box(-336, -336, 336, 336), Tone(0.9, 0.45, 0.6))
            for row in range(3):
                for column in range(3):
                    _nest(c, -222 + column * 222, -222 + row * 222, row * 3 + column)
    if not c.wide:
        leaf_shape(c, c.width / 2 - 390 * unit, c.height / 2 + 520 * unit, 120 * unit, turn=-24)


def _nest(c: Canvas, x: float, y: float, number: int) -> None:
    c.fill(box(x - 105, y - 105, x + 105, y + 105), Tone(0.7, 0.2, 0.26))
    tissue = blob(c.rng, x, y, 108, 106, rough=0.1, knots=17)
    with c.inside(box(x - 105, y - 105, x + 105, y + 105)):
        c.fill(tissue, CREAM if number % 2 else PAPER)
        for i in range(11):
            angle = math.tau * i / 11 + c.rng.uniform(-0.2, 0.2)
            c.fill(
                ribbon(
                    [
                        (x + 66 * math.cos(angle), y + 66 * math.sin(angle)),
                        (x + 104 * math.cos(angle), y + 104 * math.sin(angle)),
                    ],
                    5,
                    1,
                ),
                Tone(0.2, 0.04, 0.2),
            )
        c.blend(ellipse(x + 12, y + 16, 92), over_leaf(0.6), around(x + 12, y + 16, 60, 92, low=0.8))
    apple(c, x, y + 4, 82, sort=FUJI, streaks=26, freckles=12, turn=c.rng.uniform(-20, 20), leaf=number in (2, 6))


def family_crate(c: Canvas) -> None:
    """The crate, heaped; one apple has rolled off and lies in front."""
    stage.backdrop(c, c.pick(stage.SAGEY, stage.PAPERY, stage.LEAFY), shape=c.pick("disc", "beam", "arch"), size=430)
    with stage.standing(c):
        shadow(c, 20, 0, 420, 46)
        with c.at(0, -330):
            c.fill(
                smooth([(-360, 30), (-300, -90), (-120, -170), (60, -185), (250, -120), (360, 30)]), Tone(0.6, 0.9, 0.8)
            )
            heap(c, 790, 3, 88, sort=FUJI, streaks=15)
        crate(c, 800, 330, slats=3, mark=True)
    with stage.standing(c, 318, 96):
        shadow(c, 10, -2, 92, 17)
        apple(c, 0, -82, 86, sort=FUJI, streaks=30, freckles=14, turn=26, leaf=True)


def single_red(c: Canvas) -> None:
    """One striped Fuji, looked at for a long time."""
    colours = c.pick(stage.FROSTY, stage.LEAFY, stage.PAPERY, stage.SAGEY, stage.MISTY, stage.DUSKY)
    stage.backdrop(c, colours, shape=c.pick("disc", "disc", "beam", "arch", "disc", "arch"), size=410)
    turn = c.pick(-5, 7, -9, 4, 12, -3)
    with stage.standing(c, c.pick(0, 0, -70, 0, 0, 0)):
        shadow(c, 30, -8, 270, 44, strength=0.5)
        if c.pick(False, False, True, False, False, False):
            half_apple(c, 300, -136, 168, sort=PLAIN, turn=13)
        apple(c, 0, -272, 292, sort=FUJI, streaks=74, freckles=110, turn=turn, leaf=True)


def scarred(c: Canvas) -> None:
    """A Fuji that met the hail in June: healed scars, as red and round as the others."""
    stage.backdrop(c, c.pick(stage.MISTY, stage.PAPERY, stage.FROSTY), shape="disc", size=410)
    with stage.standing(c):
        shadow(c, 30, -8, 270, 44, strength=0.5)
        apple(c, 0, -272, 292, sort=FUJI, streaks=74, freckles=90, turn=9)
        for x, y, size, turn in ((-64, -208, 30, 20), (92, -338, 23, -38), (34, -132, 17, 60), (-128, -350, 15, 0)):
            with c.at(x, y, size / 10, turn):
                c.fill(blob(c.rng, 0, 0, 11, 6.4, rough=0.16), Tone(0.75, 0.55, 0.3))
                c.fill(blob(c.rng, 0.4, 0.3, 8.4, 4.4, rough=0.2), Tone(0.78, 0.28, 0.2))
                for i in range(3):
                    c.fill(ribbon([(-5 + i * 4, -2.6), (-3.6 + i * 4, 2.6)], 0.3, 0.8, 0.2), WOOD_DARK)


def golden(c: Canvas) -> None:
    """王林: green going yellow, freckled, one of three cut open."""
    colours = c.pick(
        stage.Set(Tone(0.16, 0.0, 0.16), PAPER, Tone(0.34, 0.0, 0.05)), stage.Set(LEAF, CREAM, Tone(0.3, 0.0, 0.6))
    )
    stage.backdrop(c, colours, shape=c.pick("arch", "disc"), size=420)
    with stage.standing(c, -40):
        shadow(c, -120, -54, 190, 30)
        apple(c, -150, -246, 190, sort=WANGLIN_SORT, freckles=60, turn=-9)
        shadow(c, 190, -20, 190, 32)
        apple(c, 150, -232, 214, sort=_SUNNY, freckles=90, turn=8, leaf=True)
    with stage.standing(c, -120, 64):
        shadow(c, 10, -4, 140, 24)
        half_apple(c, 0, -138, 150, sort=WANGLIN_SORT, turn=-7)


_SUNNY = Sort(skin=Tone(0.8, 0.03, 0.02), streak=STRAW, shadow=Tone(1.0, 0.12, 0.4), light=Tone(0.14))
