"""What is cooked, dried, pressed and collected: slices, jam, juice, vinegar, honey, tea."""

import math

from microbrand.demo.illustrations import stage
from microbrand.demo.illustrations.figures import bee
from microbrand.demo.illustrations.fruit import FUJI, PLAIN, apple, blossom, half_apple, leaf_shape, slice_ring
from microbrand.demo.illustrations.palette import (
    AMBER,
    BARK,
    CREAM,
    HONEY,
    KRAFT,
    PAPER,
    RED,
    SHADE,
    STRAW,
    WINE,
    WOOD,
    WOOD_DARK,
    Tone,
    over_leaf,
)
from microbrand.demo.illustrations.press import Canvas, along
from microbrand.demo.illustrations.shapes import arc, box, ellipse, ribbon, rounded, smooth
from microbrand.demo.illustrations.vessels import bottle, dish, glass, jar, label, shadow, stamp, steam


def slices(c: Canvas) -> None:
    """Rings drying on a string, more of them in a jar below."""
    stage.backdrop(c, c.pick(stage.MISTY, stage.ROSY, stage.SAGEY), shape="disc", size=400)
    unit = stage.scale_of(c)
    top = stage.base_of(c) - 770 * unit
    string = [
        (x, top + 130 * unit * (1 - ((x - c.width / 2) / (c.width / 2)) ** 2))
        for x in [c.width * i / 24 for i in range(-1, 26)]
    ]
    c.fill(ribbon(string, 4.5), WOOD_DARK)
    count = int(c.width / unit / 132)
    for i in range(count):
        share = (i + 0.5) / count
        x, y = string[min(len(string) - 1, 1 + int(share * 24))]
        radius = c.rng.uniform(82, 100) * unit
        slice_ring(
            c,
            x,
            y + radius * 0.55,
            radius,
            turn=c.rng.uniform(-16, 16),
            tone=c.rng.choice((STRAW, CREAM, Tone(0.4, 0.04))),
        )
    with stage.standing(c):
        shadow(c, 30, 0, 200, 34)
        c.fill(rounded(-170, -430, 170, 0, 40), Tone(0.04, 0.0, 0.16))
        inner = rounded(-156, -376, 156, -12, 34)
        c.fill(inner, Tone(0.7, 0.2, 0.2))
        with c.inside(inner):
            for row in range(6):
                for column in range(4):
                    slice_ring(
                        c,
                        -150 + column * 100 + c.rng.uniform(-16, 16),
                        -24 - row * 66 + c.rng.uniform(-10, 10),
                        78,
                        turn=c.rng.uniform(-40, 40),
                        squash=c.rng.uniform(0.42, 0.8),
                        tone=c.rng.choice((STRAW, CREAM)),
                    )
            c.blend(inner, over_leaf(0.36), along((0, 0), (160, 0), high=0.7))
        c.fill(smooth([(-146, -366), (-122, -372), (-118, -110), (-142, -84)], steps=5), PAPER)
        c.fill(rounded(-150, -474, 150, -418, 10), WOOD)
        c.fill(box(20, -474, 150, -418), over_leaf(0.26))
        label(c, 10, -190, 150, 164)
    with stage.standing(c, 268, 46):
        slice_ring(c, -8, -24, 92, squash=0.3, turn=4)
        slice_ring(c, 14, -50, 88, squash=0.3, turn=-7, tone=CREAM)


def jam(c: Canvas) -> None:
    """Two jars under cloth, a spoon that has been used."""
    stage.backdrop(c, c.pick(stage.FROSTY, stage.SAGEY, stage.PAPERY), shape="arch", size=430)
    with stage.standing(c, -150, -40):
        shadow(c, 30, 0, 180, 32)
        jar(c, 320, 430, AMBER, cloth=Tone(0.5, 0.06, 0.6), dots=CREAM)
        label(c, 0, -200, 170, 180)
    with stage.standing(c, 165, 14):
        shadow(c, 30, 0, 190, 34)
        jar(c, 330, 350, Tone(0.9, 0.72, 0.06), cloth=RED, dots=CREAM)
        label(c, 0, -160, 166, 160)
    with stage.standing(c, -160, 110):
        shadow(c, 20, 4, 150, 15, strength=0.34)
        c.fill(ribbon([(-40, 0), (190, -22)], 10, 13, 9, round_ends=True), Tone(0.15, 0.05, 0.5))
        c.fill(ellipse(-84, 4, 56, 26, turn=-6), Tone(0.15, 0.05, 0.5))
        c.fill(
            smooth([(-130, 0), (-104, -32), (-66, -30), (-40, -4), (-70, 14), (-116, 14)], steps=6),
            Tone(0.9, 0.72, 0.04),
        )
        c.fill(ribbon(arc(-88, -2, 28, 18, 190, 260, count=8), 1, 5, 1), PAPER)


def juice(c: Canvas) -> None:
    """Two bottles of cloudy juice, a full glass, half an apple."""
    stage.backdrop(c, c.pick(stage.SAGEY, stage.ROSY, stage.LEAFY), shape=c.pick("disc", "arch", "disc"), size=420)
    with stage.standing(c, -190, -36):
        shadow(c, 30, 0, 130, 26)
        bottle(c, 220, 660, Tone(0.1, 0.0, 0.12), HONEY, cap=RED, level=0.84)
        label(c, 0, -190, 176, 196)
    with stage.standing(c, 46, -20):
        shadow(c, 30, 0, 120, 24)
        bottle(c, 200, 560, Tone(0.1, 0.0, 0.12), Tone(0.8, 0.12), cap=Tone(0.4, 0.0, 0.7), level=0.82)
        label(c, 0, -166, 158, 172)
    with stage.standing(c, 250, 52):
        shadow(c, 20, 0, 100, 20)
        glass(c, 178, 250, Tone(0.92, 0.16))
    with stage.standing(c, -70, 118):
        shadow(c, 10, -4, 104, 18)
        half_apple(c, 0, -96, 104, sort=PLAIN, turn=-10)


def vinegar(c: Canvas) -> None:
    """A slim dark bottle, eleven months old; a small saucer, an apple behind."""
    stage.backdrop(c, c.pick(stage.GOLDEN, stage.ROSY, stage.MISTY), shape="arch", size=c.pick(330, 400, 360))
    with stage.standing(c, 130, -44):
        shadow(c, 20, 0, 120, 22)
        apple(c, 30, -106, 116, sort=FUJI, streaks=34, freckles=20, turn=12, leaf=True)
    with stage.standing(c, -60, 0):
        shadow(c, 30, 0, 110, 24, strength=0.5)
        bottle(c, 190, 800, SHADE, WINE, neck=0.36, shoulder=0.6, cap=WOOD, level=0.5)
        label(c, 0, -240, 150, 250, tone=CREAM)
        c.fill(ribbon(arc(0, -640, 38, 10, 0, 180, count=12), 9), RED)
        c.fill(ribbon(smooth([(24, -634), (52, -590), (44, -548)], closed=False), 5), RED)
        c.fill(rounded(18, -556, 78, -462, 6), KRAFT)
        stamp(c, 48, -506, 19)
    with stage.standing(c, 170, 96):
        shadow(c, 14, 4, 116, 16)
        dish(c, 220, glaze=Tone(0.12, 0.0, 0.1), rim=WOOD_DARK, depth=0.17)
        c.fill(ellipse(0, -34, 78, 18), WINE)


def honey(c: Canvas) -> None:
    """Apple blossom honey with a piece of comb; the one who made it looks on."""
    stage.backdrop(c, c.pick(stage.PINK, stage.SAGEY, stage.MISTY), shape="disc", size=410)
    with stage.standing(c, -70, -14):
        shadow(c, 30, 0, 210, 36)
        jar(c, 390, 400, HONEY, cloth=None, level=0.92)
        label(c, -6, -176, 190, 190)
    with stage.standing(c, 240, 76):
        shadow(c, 8, 2, 160, 26)
        _comb(c)
    with stage.standing(c, -310, 84):
        blossom(c, 0, -40, 74, turn=10)
        leaf_shape(c, 40, 2, 90, turn=14)
        blossom(c, 104, -2, 52, turn=40)
    with stage.standing(c, 270, -520, 1.4, -18):
        trail = [(-46, 26), (-110, 70), (-170, 40), (-150, -16), (-96, 8), (-130, 110)]
        curve = smooth(trail, closed=False, steps=9)
        for i in range(0, len(curve) - 2, 3):
            c.fill(ribbon(curve[i : i + 2], 2.4), BARK)
        bee(c, 0, 0, 54)


def _comb(c: Canvas) -> None:
    outline = smooth(
        [(-140, -8), (-130, -120), (-60, -176), (40, -160), (120, -186), (146, -70), (128, -4), (0, 6)], steps=6
    )
    c.fill(outline, HONEY)
    with c.inside(outline):
        for row in range(9):
            for column in range(9):
                x, y = -150 + column * 38 + (row % 2) * 19, -190 + row * 33
                cell = [
                    (
                        x + 16.5 * math.cos(math.pi / 6 + math.pi / 3 * k),
                        y + 16.5 * math.sin(math.pi / 6 + math.pi / 3 * k),
                    )
                    for k in range(6)
                ]
                c.fill(cell, c.rng.choice((AMBER, Tone(1.0, 0.42, 0.1), Tone(0.7, 0.06))))
        c.blend(outline, over_leaf(0.4), along((0, -60), (150, 0), high=0.8))
    c.fill(
        smooth([(-60, 0), (-20, -22), (30, -8), (90, -14), (110, 10), (30, 26), (-50, 18)], steps=6), Tone(1.0, 0.34)
    )


def tea(c: Canvas) -> None:
    """A tin of dried apple and date tea, a cup that steams."""
    stage.backdrop(c, c.pick(stage.LEAFY, stage.GOLDEN, stage.ROSY), shape="disc", size=420)
    with stage.standing(c, -130, -30):
        shadow(c, 30, 0, 180, 32)
        tin = rounded(-150, -440, 150, 0, 16)
        c.fill(tin, RED)
        with c.inside(tin):
            for row in range(6):
                for column in range(4):
                    x, y = -126 + column * 96 + (row % 2) * 48, -34 - row * 70
                    if row % 2:
                        leaf_shape(c, x - 24, y + 4, 46, turn=-24, tone=Tone(0.4, 0.9, 0.5), vein=None)
                    else:
                        apple(c, x, y, 22, stem=True)
                        c.fill(ellipse(x, y, 21, 19), Tone(0.5, 0.5))
            c.blend(tin, over_leaf(0.5), along((0, 0), (150, 0), high=0.75))
        label(c, -8, -206, 176, 190)
        c.fill(rounded(-158, -508, 158, -430, 14), KRAFT)
        c.fill(box(30, -508, 158, -430), over_leaf(0.24))
        c.fill(ribbon([(-158, -432), (158, -432)], 6), WOOD_DARK)
    with stage.standing(c, 190, 34):
        shadow(c, 24, 2, 170, 28)
        c.fill(ellipse(0, -4, 170, 26), PAPER)
        c.fill(ellipse(0, -8, 120, 15), Tone(0.1, 0.0, 0.16))
        c.fill(ribbon(arc(112, -100, 52, 44, -80, 95, count=20), 17), PAPER)
        cup = smooth([(-124, -170), (124, -170), (112, -90), (64, -18), (0, -8), (-64, -18), (-112, -90)], steps=6)
        c.fill(cup, PAPER)
        c.blend(cup, over_leaf(0.34), along((0, -100), (124, -80), high=0.9))
        c.fill(ellipse(0, -172, 124, 24), Tone(0.06, 0.0, 0.1))
        c.fill(ellipse(0, -169, 112, 18), Tone(1.0, 0.5, 0.1))
        slice_ring(c, -30, -171, 50, squash=0.3, tone=STRAW)
        steam(c, 0, -210, 220, Tone(0.05, 0.02, 0.05) if c.pick(True, False, False) else PAPER)
    with stage.standing(c, -130, 106):
        for x, y, turn in ((-60, 0, -14), (-8, 12, 22), (214, 20, 8)):
            c.fill(ellipse(x + 6, y + 6, 38, 19, turn=turn), over_leaf(0.5))
            c.fill(ellipse(x, y - 6, 36, 21, turn=turn), Tone(0.7, 0.9, 0.55))
            c.fill(ribbon(arc(x, y - 8, 24, 11, 195, 275, count=8), 1, 4, 1), Tone(0.4, 0.5, 0.2))
        slice_ring(c, 92, 14, 62, squash=0.34, tone=CREAM)
