"""People and bees. People are small and have no faces, or their hats hide them: anybody may be meant."""

from microbrand.demo.illustrations.fruit import tiny_apple
from microbrand.demo.illustrations.palette import (
    BARK,
    CREAM,
    HONEY,
    KRAFT,
    LEAF,
    PAPER,
    RED,
    SHADE,
    SKIN,
    STRAW,
    Tone,
    over_leaf,
)
from microbrand.demo.illustrations.press import Canvas, along
from microbrand.demo.illustrations.shapes import Point, box, ellipse, ribbon, smooth

HAIR = Tone(0.5, 0.5, 1.0)
CREASE = Tone(0.55, 0.5, 0.12)


def bee(c: Canvas, x: float, y: float, size: float, *, flip: bool = False) -> None:
    """A honey bee in flight, to the right unless flipped."""
    with c.at(x, y, size / 50, flip=flip):
        for turn, reach in ((-62, 40), (-104, 34)):
            with c.at(2, -12, 1, turn):
                wing = smooth([(0, 0), (reach * 0.5, -12), (reach, -4), (reach * 0.9, 9), (reach * 0.4, 8)], steps=5)
                c.fill(wing, Tone(0.04, 0.0, 0.18))
                c.fill(ribbon([(2, 1), (reach * 0.85, 1)], 1.2, 0.6), Tone(0.1, 0.0, 0.5))
        body = ellipse(-8, 0, 30, 17, turn=6)
        c.fill(body, HONEY)
        with c.inside(body):
            for i in range(3):
                c.fill(ribbon([(-28 + i * 14, -22), (-31 + i * 14, 22)], 7), HAIR)
        c.fill(ellipse(22, -1, 12), HAIR)
        c.fill(ellipse(8, -1, 13, 14), Tone(0.9, 0.35, 0.2))
        for dx in (0, 5):
            c.fill(ribbon(smooth([(26, -9), (33 + dx, -18), (40 + dx, -17)], closed=False, steps=4), 1.8, 1.4), HAIR)


def _limb(c: Canvas, points: list[Point], first: float, last: float, tone: Tone) -> None:
    c.fill(ribbon(smooth(points, closed=False, steps=6), first, last, round_ends=True), tone)


def grandmother(c: Canvas, x: float, y: float, size: float, *, flip: bool = False) -> None:
    """Stooped a little over her basket, a kerchief on her hair; `size` high, feet at (x, y)."""
    with c.at(x, y, size / 100, flip=flip):
        c.fill(
            smooth([(-17, 0), (-15, -36), (-6, -66), (10, -70), (20, -52), (18, -24), (21, 0)], steps=6),
            Tone(0.4, 0.05, 0.78),
        )
        c.fill(smooth([(4, -2), (4, -40), (12, -56), (20, -48), (18, -24), (20, -2)], steps=5), PAPER)
        _limb(c, [(4, -63), (18, -50), (33, -45)], 10, 6, Tone(0.4, 0.05, 0.92))
        c.fill(ellipse(35, -45, 4), SKIN)
        c.fill(ellipse(14, -80, 10.5, 11), SKIN)
        c.fill(
            smooth([(1, -72), (1, -88), (12, -95), (23, -88), (20, -83), (10, -83), (8, -70), (-4, -66)], steps=5), RED
        )
        c.fill(box(-11, -2, -1, 3), BARK)
        c.fill(box(8, -2, 19, 3), BARK)


def father(c: Canvas, x: float, y: float, size: float, *, flip: bool = False) -> None:
    """On the ladder, one arm up in the crown."""
    with c.at(x, y, size / 100, flip=flip):
        _limb(c, [(-6, -46), (-9, -24), (-8, 0)], 12, 9, SHADE)
        _limb(c, [(4, -46), (12, -30), (8, -12)], 12, 9, SHADE)
        c.fill(smooth([(-14, -44), (-13, -66), (-6, -79), (8, -79), (13, -64), (11, -42)], steps=6), STRAW)
        c.fill(smooth([(0, -43), (4, -78), (8, -79), (13, -64), (11, -42)], steps=5), over_leaf(0.2))
        _limb(c, [(8, -74), (22, -88), (28, -108)], 9, 6.5, STRAW)
        c.fill(ellipse(29, -111, 4.4), SKIN)
        _limb(c, [(-9, -73), (-14, -58), (3, -50)], 8, 6, Tone(0.6, 0.1, 0.14))
        c.fill(ellipse(2, -89, 9.5, 10.5), SKIN)
        c.fill(smooth([(-9, -89), (-8, -98), (3, -102), (12, -96), (12, -91), (-2, -92)], steps=5), HAIR)
        c.fill(ribbon([(-14, -95), (19, -93)], 3.4, round_ends=True), KRAFT)
        c.fill(smooth([(-9, -95), (-5, -105), (6, -106), (12, -95)], steps=5), KRAFT)


def daughter(c: Canvas, x: float, y: float, size: float, *, flip: bool = False, apple: bool = True) -> None:
    """On her toes, reaching for one; a plait down her back."""
    with c.at(x, y, size / 100, flip=flip):
        _limb(c, [(-5, -34), (-6, -16), (-5, 0)], 8, 6, Tone(0.3, 0.05, 0.7))
        _limb(c, [(5, -34), (6, -16), (7, 0)], 8, 6, Tone(0.3, 0.05, 0.7))
        c.fill(smooth([(-15, -28), (-10, -56), (-7, -70), (7, -70), (10, -54), (16, -28)], steps=5), RED)
        c.fill(smooth([(3, -28), (5, -68), (8, -70), (10, -54), (16, -28)], steps=5), over_leaf(0.34))
        _limb(c, [(6, -66), (18, -82), (21, -100)], 7.5, 5.5, RED)
        c.fill(ellipse(21.5, -103, 4), SKIN)
        if apple:
            tiny_apple(c, 23, -111, 6)
        _limb(c, [(-7, -65), (-15, -52), (-13, -40)], 7, 5, RED)
        c.fill(ellipse(1, -81, 9.6, 10.4), SKIN)
        c.fill(smooth([(-10, -76), (-10, -90), (2, -94), (11, -87), (4, -85), (-3, -78)], steps=5), HAIR)
        _limb(c, [(-8, -80), (-14, -66), (-13, -52)], 6, 2.5, HAIR)
        c.fill(ellipse(-13.4, -58, 2.6), CREAM)


def portrait(c: Canvas) -> None:
    """The young keeper of the orchard, half-length around x = 0 from her hat (-620) to the picture's edge (420).

    The brim hides her eyes; the mouth is all one needs.
    """
    blouse = Tone(0.4, 0.95)
    apron = Tone(0.3, 0.04, 0.86)
    # The hair behind the head comes first.
    c.fill(smooth([(-128, -300), (-132, -430), (0, -500), (132, -430), (126, -290), (60, -220), (-66, -220)]), HAIR)
    # Shoulders
    c.fill(
        smooth(
            [
                (-420, 520),
                (-372, 120),
                (-318, -60),
                (-210, -132),
                (-70, -172),
                (70, -172),
                (210, -132),
                (318, -60),
                (372, 120),
                (420, 520),
            ]
        ),
        blouse,
    )
    torso = smooth([(80, 520), (120, -120), (210, -132), (318, -60), (372, 120), (420, 520)])
    c.blend(torso, over_leaf(0.5), along((120, 0), (400, 60), high=0.8))
    # Neck and face
    c.fill(smooth([(-58, -300), (58, -300), (64, -190), (96, -158), (0, -96), (-96, -158), (-64, -190)], steps=6), SKIN)
    c.fill(
        smooth([(-50, -258), (0, -226), (58, -264), (62, -196), (0, -176), (-50, -212)], steps=6), Tone(0.5, 0.36, 0.06)
    )
    c.fill(
        smooth([(-112, -430), (112, -430), (110, -330), (78, -262), (0, -222), (-78, -262), (-110, -330)], steps=7),
        SKIN,
    )
    for side in (-1, 1):
        c.blend(
            ellipse(side * 64, -312, 34, 26),
            Tone(0.3, 0.5),
            along((side * 64, -312), (side * 64, -280), low=0.7, high=0.2),
        )
    c.fill(
        smooth([(-26, -268), (-8, -274), (0, -270), (8, -274), (26, -268), (0, -254)], steps=5), Tone(0.4, 0.95, 0.04)
    )
    c.fill(ribbon(smooth([(-4, -330), (7, -304), (-5, -300)], closed=False), 3, 4, 2), Tone(0.5, 0.42, 0.06))
    # Collar
    for side in (-1, 1):
        c.fill(smooth([(side * 92, -172), (side * 8, -92), (side * 60, -48), (side * 130, -130)], steps=4), CREAM)
    # Apron
    c.fill([(-170, 120), (170, 120), (230, 540), (-230, 540)], apron)
    for side in (-1, 1):
        c.fill(ribbon([(side * 150, 130), (side * 176, -146)], 44, 38), apron)
        c.fill(ellipse(side * 150, 150, 13), KRAFT)
    # Plait over the shoulder
    for i in range(7):
        px, py = -134 - 12 * i + 2.4 * i * i * 0.4, -226 + i * 52
        c.fill(ellipse(px - 10, py, 38 - i * 2.4, 32, turn=32), HAIR)
        c.fill(ribbon([(px - 34, py - 6), (px + 12, py + 12)], 1, 4, 1), Tone(0.6, 0.4, 0.7))
    c.fill(ellipse(-176, 132, 22, 15), RED)
    c.fill(smooth([(-190, 140), (-160, 142), (-166, 214), (-184, 214)], steps=4), HAIR)
    # Hat: crown, ribbon, brim
    c.fill(smooth([(-168, -470), (-150, -590), (-60, -646), (70, -644), (156, -584), (170, -470)], steps=8), STRAW)
    c.blend(
        smooth([(20, -470), (40, -640), (110, -624), (156, -584), (170, -470)], steps=6),
        over_leaf(0.3),
        along((20, -500), (170, -500), high=0.8),
    )
    c.fill(smooth([(-170, -462), (-164, -506), (0, -484), (164, -506), (171, -462), (0, -436)], steps=6), RED)
    brim = smooth(
        [(-330, -408), (-250, -470), (0, -466), (250, -470), (334, -404), (180, -356), (0, -344), (-180, -356)], steps=8
    )
    c.fill(brim, Tone(0.6, 0.06, 0.03))
    with c.inside(brim):
        for i in range(3):
            c.fill(
                ribbon(
                    smooth(
                        [(-300 + i * 40, -412 - i * 10), (0, -366 - i * 26), (300 - i * 40, -412 - i * 10)],
                        closed=False,
                    ),
                    0.6,
                    2.4,
                    0.6,
                ),
                Tone(0.85, 0.22, 0.16),
            )
        c.blend(brim, over_leaf(0.3), along((60, -400), (330, -400), high=0.9))
    c.blend(
        smooth([(-112, -366), (0, -346), (112, -366), (110, -322), (0, -304), (-110, -322)], steps=6),
        Tone(0.6, 0.5, 0.14),
        along((0, -352), (0, -306), low=0.9, high=0.0),
    )


def hand(c: Canvas, *, sleeve: Tone = LEAF, cuff: Tone = CREAM, skin: Tone = SKIN) -> None:
    """A left hand that comes from the lower left and holds something round at the origin (radius 200) from below.

    Drawn behind the thing is the palm (`hand`), before it come the fingers (`fingers`).
    """
    arm = smooth([(-330, 310), (-420, 500), (-560, 760), (-820, 1150)], closed=False)
    c.fill(ribbon(arm, 240, 330, 420), sleeve)
    c.fill(ribbon([(-318, 286), (-366, 390)], 262, 280), cuff)
    c.fill(
        smooth(
            [
                (-400, 300),
                (-330, 120),
                (-236, -30),
                (-196, -60),
                (-170, 10),
                (-120, 120),
                (0, 230),
                (30, 300),
                (-80, 372),
                (-260, 410),
            ],
            steps=8,
        ),
        skin,
    )


def fingers(c: Canvas, *, skin: Tone = SKIN, line: Tone = CREASE) -> None:
    """The fingers of `hand` in front of the thing, and the thumb along its side."""
    rows: list[list[Point]] = [
        [(-250, 190), (-150, 120), (-64, 60)],
        [(-240, 246), (-130, 176), (-24, 112)],
        [(-220, 300), (-104, 234), (4, 168)],
        [(-180, 346), (-80, 288), (10, 228)],
    ]
    for points in reversed(rows):
        curve = smooth(points, closed=False)
        c.fill(ribbon(curve, 82, 74, 60, round_ends=True), line)
        c.fill(ribbon([(x - 2, y - 4) for x, y in curve], 74, 66, 51, round_ends=True), skin)
        tx, ty = points[-1]
        c.fill(ellipse(tx + 6, ty - 8, 16, 12, turn=-34), Tone(0.16, 0.16))
