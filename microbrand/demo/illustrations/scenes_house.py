"""Indoors: the pottery next door and the packing shed."""

import math

from microbrand.demo.illustrations.fruit import FUJI, apple
from microbrand.demo.illustrations.palette import (
    BARK,
    BLUSH,
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
    WOOD,
    WOOD_DARK,
    WOOD_LIGHT,
    Tone,
    over_leaf,
)
from microbrand.demo.illustrations.press import Canvas, along
from microbrand.demo.illustrations.shapes import arc, blob, box, ellipse, mirrored, ribbon, smooth
from microbrand.demo.illustrations.trees import far_tree
from microbrand.demo.illustrations.vessels import crate, dish, heap, plank, shadow

CLAY = Tone(0.62, 0.34, 0.14)


def _window(c: Canvas, x: float, y: float, width: float, height: float) -> None:
    """A window with the orchard in it; (x, y) is its middle."""
    left, top, right, bottom = x - width / 2, y - height / 2, x + width / 2, y + height / 2
    with c.inside(box(left, top, right, bottom)):
        c.fill(box(left, top, right, bottom), Tone(0.1, 0.02, 0.06))
        c.fill(ellipse(left + width * 0.68, top + height * 0.34, width * 0.13), Tone(0.4, 0.5))
        for i, tone in enumerate((MIST, SAGE, MOSS)):
            py = top + height * (0.5 + 0.16 * i)
            c.fill(
                smooth(
                    [
                        (left - 40, py + 20),
                        (left + width * 0.3, py - 26),
                        (left + width * 0.66, py + 12),
                        (right + 50, py - 18),
                        (right + 50, bottom + 40),
                        (left - 40, bottom + 40),
                    ]
                ),
                tone,
            )
        for i in range(5):
            far_tree(c, left + width * (0.1 + 0.2 * i), bottom - height * 0.04, height * 0.17, LEAF, fruit=True)
    frame = 15
    for edge in (
        box(left - frame, top - frame, right + frame, top),
        box(left - frame, bottom, right + frame, bottom + frame),
        box(left - frame, top, left, bottom),
        box(right, top, right + frame, bottom),
        box(x - 5, top, x + 5, bottom),
        box(left, y - 5, right, y + 5),
    ):
        c.fill(edge, WOOD_DARK)
    c.fill(box(left - 30, bottom + frame, right + 30, bottom + frame + 16), WOOD)


def _pot(c: Canvas, x: float, y: float, kind: int, size: float) -> None:
    """Something fired, standing on a shelf."""
    tones = (PAPER, Tone(0.2, 0.0, 0.42), KRAFT, CREAM, Tone(0.4, 0.9, 0.1), LEAF)
    tone = tones[kind % len(tones)]
    shapes = (
        [(0, -60), (62, -60), (54, -26), (24, 0), (0, 0)],
        [(0, -128), (22, -128), (20, -104), (50, -70), (46, -22), (26, 0), (0, 0)],
        [(0, -34), (84, -34), (60, -10), (26, 0), (0, 0)],
        [(0, -92), (40, -92), (46, -50), (36, 0), (0, 0)],
        [(0, -110), (14, -110), (14, -78), (40, -50), (36, -12), (22, 0), (0, 0)],
    )
    with c.at(x, y, size / 100):
        outline = smooth(mirrored(shapes[kind % len(shapes)]), steps=5)
        c.fill(outline, tone)
        c.blend(outline, over_leaf(min(1.0, (tone.leaf or 0) + 0.42)), along((0, 0), (60, 0), high=0.85), detail=10)
        if kind % 3 == 0:
            with c.inside(outline):
                c.fill(
                    box(-90, -140, 90, -48 if kind % 2 else -30),
                    Tone(0.7, 0.3, 0.3) if kind % 2 else Tone(0.3, 0.0, 0.6),
                )
                c.blend(outline, over_leaf(0.7), along((0, 0), (60, 0), high=0.7), detail=10)


def potter_studio(c: Canvas) -> None:
    """Next door: the wheel with a dish on it, shelves of dishes that wait for the kiln."""
    w, h = c.width, c.height
    floor = h * (0.8 if c.wide else 0.78)
    c.ground(c.pick(CREAM, BLUSH, Tone(0.12, 0.0, 0.2)))
    c.fill(box(-70, floor, w + 70, h + 70), Tone(0.6, 0.16, 0.18))
    c.blend(box(-70, floor, w + 70, h + 70), over_leaf(0.4), along((0, floor), (0, h), high=0.7), detail=12)
    if c.wide:
        _window(c, w * 0.2, h * 0.34, 330, 380)
        shelves, x = (h * 0.2, h * 0.4, h * 0.6), w * 0.5
        left, right = w * 0.63, w * 0.97
    else:
        _window(c, w * 0.24, h * 0.3, 290, 400)
        shelves, x = (h * 0.16, h * 0.3, h * 0.44), w * 0.46
        left, right = w * 0.5, w * 0.97
    c.fill([(w * 0.1, h * 0.16), (w * 0.33, h * 0.16), (w * 0.72, floor), (w * 0.36, floor)], Tone(0.12, 0.02, 0.02))
    _window(
        c, w * (0.2 if c.wide else 0.24), h * (0.34 if c.wide else 0.3), 330 if c.wide else 290, 380 if c.wide else 400
    )
    number = c.seed
    for y in shelves:
        px = left + 66
        while px < right - 50:
            size = c.rng.uniform(84, 112)
            _pot(c, px, y, number, size)
            px += size * 1.42
            number += c.rng.choice((1, 2))
        c.fill(box(left, y + 10, right, y + 24), over_leaf(0.3))
        plank(c, left - 10, y, right + 10, y + 15, WOOD)
        for bx in (left + 30, right - 30):
            c.fill([(bx - 6, y + 15), (bx + 6, y + 15), (bx + 6, y + 52)], WOOD_DARK)
    base = floor + (h - floor) * 0.56
    with c.at(x, base):
        shadow(c, 60, 0, 290, 34, strength=0.62)
        for side in (-1, 1):
            c.fill(ribbon([(side * 150, -230), (side * 196, 0)], 27, 23), WOOD_DARK)
        c.fill(ribbon([(-176, -60), (176, -60)], 22), WOOD_DARK)
        c.fill(ribbon([(0, -230), (0, -40)], 20), BARK)
        c.fill(ellipse(0, -46, 130, 24), Tone(0.3, 0.1, 0.7))
        plank(c, -226, -262, 226, -222, WOOD)
        c.fill(smooth([(-226, -262), (-200, -306), (200, -306), (226, -262)], steps=3), Tone(0.7, 0.2, 0.2))
        c.fill(ellipse(0, -300, 150, 27), Tone(0.3, 0.1, 0.62))
        c.fill(ellipse(0, -306, 146, 25), Tone(0.3, 0.08, 0.44))
        with c.at(0, -312):
            dish(c, 300, glaze=CLAY, rim=Tone(0.6, 0.36, 0.3), foot=CLAY, depth=0.36)
            for i in range(3):
                c.fill(
                    ribbon(
                        smooth(
                            [(-118 + 16 * i, -74 + 25 * i), (0, -28 + 14 * i), (118 - 16 * i, -74 + 25 * i)],
                            closed=False,
                        ),
                        1,
                        3.6,
                        1,
                    ),
                    Tone(0.62, 0.4, 0.34),
                )
    with c.at(x - (330 if c.wide else 300), base + 12):
        shadow(c, 20, 0, 80, 13, strength=0.6)
        _bucket(c)
    with c.at(x + (330 if c.wide else 310), base + 20):
        shadow(c, 20, 0, 100, 15, strength=0.6)
        for side in (-1, 1):
            c.fill(ribbon([(side * 52, -120), (side * 74, 0)], 16, 13), WOOD_DARK)
        plank(c, -92, -140, 92, -116, WOOD_LIGHT)
        apple(c, -8, -184, 46, sort=FUJI, streaks=18, turn=9, leaf=True)


def _bucket(c: Canvas) -> None:
    c.fill([(-76, -112), (76, -112), (58, 0), (-58, 0)], Tone(0.2, 0.0, 0.5))
    c.blend([(-76, -112), (76, -112), (58, 0), (-58, 0)], over_leaf(0.8), along((0, 0), (76, 0), high=0.8))
    c.fill(ellipse(0, -112, 76, 15), Tone(0.2, 0.1, 0.24))
    c.fill(ribbon(arc(0, -112, 74, 74, 180, 360, count=18), 4), BARK)


def packing_shed(c: Canvas) -> None:
    """The long table under the lamp: paper, crates, the scales."""
    w, h = c.width, c.height
    table = h * (0.68 if c.wide else 0.66)
    c.ground(c.pick(Tone(0.3, 0.0, 0.5), Tone(0.4, 0.05, 0.1)))
    for i in range(int(w / 96) + 2):
        c.fill(ribbon([(i * 96, -60), (i * 96 + 5, table)], 3.4), over_leaf(0.62 if c.pick(True, False) else 0.28))
    _window(c, w * (0.24 if c.wide else 0.27), h * 0.29, 330 if c.wide else 300, 300 if c.wide else 360)
    lamp = w * 0.6
    c.blend(
        [(lamp - 70, h * 0.18), (lamp + 70, h * 0.18), (lamp + 480, table), (lamp - 480, table)],
        CREAM,
        along((lamp, h * 0.16), (lamp, table), low=0.75, high=0.12),
    )
    c.fill(ribbon([(lamp, -40), (lamp, h * 0.12)], 5), SHADE)
    c.fill(
        smooth(
            [
                (lamp - 100, h * 0.19),
                (lamp - 70, h * 0.145),
                (lamp - 24, h * 0.115),
                (lamp + 24, h * 0.115),
                (lamp + 70, h * 0.145),
                (lamp + 100, h * 0.19),
            ],
            steps=6,
        ),
        RED,
    )
    c.fill(ellipse(lamp, h * 0.19, 100, 12), HONEY)
    far = w * 0.86
    for i in range(3):
        with c.at(far + (8, -12, 4)[i], table - 4 - i * 128):
            if i == 2:
                with c.at(0, -116):
                    heap(c, 250, 2, 36)
            crate(c, 270, 122, mark=i == 1)
    top = box(-70, table - 6, w + 70, table + 40)
    c.fill(box(-70, table + 40, w + 70, h + 70), Tone(0.5, 0.35, 0.8))
    plank(c, *top[0], *top[2], WOOD)
    for i in range(5 if c.wide else 3):
        px = w * (0.1 + (0.2 if c.wide else 0.4) * i)
        with c.at(px, h * 0.985):
            with c.at(0, -140):
                heap(c, 270, 2, 38)
            crate(c, 290, 144)
    u = 1.0 if c.wide else 0.9
    with c.at(w * (0.6 if c.wide else 0.54), table - 6, u):
        shadow(c, 30, 2, 200, 16, strength=0.55)
        _scales(c)
    with c.at(w * (0.37 if c.wide else 0.2), table - 6, u):
        shadow(c, 20, 2, 130, 13, strength=0.5)
        for i in range(7):
            c.fill(
                [(-136 + i, -8 - i * 8), (126 + i * 2, -10 - i * 8), (130, -2 - i * 8), (-134, -i * 8)],
                (CREAM, PAPER)[i % 2],
            )
        for px, wrapped in ((-70, True), (46, False)):
            if wrapped:
                c.fill(blob(c.rng, px, -110, 54, 50, rough=0.07, knots=13), PAPER)
                for i in range(7):
                    a = math.radians(200 + i * 22)
                    c.fill(
                        ribbon(
                            [
                                (px + 8 * math.cos(a), -132 + 8 * math.sin(a)),
                                (px + 44 * math.cos(a), -112 + 40 * math.sin(a)),
                            ],
                            4,
                            1,
                        ),
                        Tone(0.1, 0.0, 0.3),
                    )
                c.fill(
                    smooth([(px - 12, -150), (px - 20, -186), (px, -172), (px + 20, -188), (px + 12, -150)], steps=4),
                    PAPER,
                )
            else:
                apple(c, px, -104, 52, sort=FUJI, streaks=20, turn=-8, leaf=True)


def _scales(c: Canvas) -> None:
    """Kitchen scales with a round face; the pan is full."""
    body = smooth([(-120, 0), (-96, -120), (-60, -190), (60, -190), (96, -120), (120, 0)], steps=4)
    c.fill(body, Tone(0.3, 0.0, 0.78))
    c.blend(body, over_leaf(1.0), along((0, 0), (120, 0), high=0.8))
    c.fill(ellipse(0, -94, 70), CREAM)
    for i in range(12):
        a = math.tau * i / 12
        c.fill(
            ribbon([(54 * math.cos(a), -94 + 54 * math.sin(a)), (63 * math.cos(a), -94 + 63 * math.sin(a))], 3.6), BARK
        )
    c.fill(ribbon([(-10, -86), (34, -128)], 7, 2), RED)
    c.fill(ellipse(0, -94, 8), RED)
    c.fill(box(-16, -216, 16, -186), WOOD_DARK)
    with c.at(0, -238):
        heap(c, 230, 2, 38, sort=FUJI, streaks=12)
    c.fill(smooth([(-170, -244), (170, -244), (120, -212), (0, -204), (-120, -212)], steps=5), HONEY)
