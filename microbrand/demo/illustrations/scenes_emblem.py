"""What stands for the brand: the map, the keeper, the hands around an apple, and the mark."""

from PIL import Image

from microbrand.demo.illustrations import stage
from microbrand.demo.illustrations.figures import fingers, hand, portrait
from microbrand.demo.illustrations.fruit import FUJI, apple, apple_outline, leaf_shape
from microbrand.demo.illustrations.landscape import hill, house, ridge, terraces
from microbrand.demo.illustrations.palette import (
    BLUSH,
    CREAM,
    HONEY,
    LEAF,
    MIST,
    MOSS,
    PAPER,
    RED,
    ROSE,
    SAGE,
    SHADE,
    SKIN,
    STRAW,
    WOOD_DARK,
    Tone,
    over_leaf,
)
from microbrand.demo.illustrations.press import Canvas, around
from microbrand.demo.illustrations.shapes import blob, box, ellipse, ribbon, smooth
from microbrand.demo.illustrations.trees import far_tree


def hands_apple(c: Canvas) -> None:
    """Two hands around one apple."""
    ground, shape = c.pick((SAGE, CREAM), (BLUSH, Tone(0.2, 0.34)), (LEAF, MOSS), (CREAM, STRAW))
    c.ground(ground)
    unit = stage.scale_of(c)
    x, y = c.width / 2, c.height / 2 + 10 * unit
    c.fill(ellipse(x, y - 30 * unit, 430 * unit), shape)
    sleeve = c.pick(LEAF, Tone(0.3, 0.05, 0.7), RED, LEAF)
    cuff = c.pick(CREAM, RED, CREAM, RED)
    with c.at(x, y, unit):
        hand(c, sleeve=sleeve, cuff=cuff)
        with c.at(0, 0, flip=True):
            hand(c, sleeve=sleeve, cuff=cuff)
        apple(c, 0, -20, 236, sort=FUJI, streaks=64, freckles=60, turn=c.pick(5, -6, 8, -3), leaf=True)
        fingers(c)
        with c.at(0, 0, flip=True):
            fingers(c)


def portrait_daughter(c: Canvas) -> None:
    """The young keeper: hat, plait, apron, one apple she does not sell."""
    w, h = c.width, c.height
    c.ground(c.pick(Tone(0.14, 0.0, 0.2), BLUSH))
    low = h * 0.6
    c.fill(ellipse(w * 0.5, h * 0.42, 400 if not c.wide else 360), c.pick(CREAM, PAPER))
    hill(c, ridge(c.rng, w, low, 46, sharp=0.3), MIST)
    terraces(
        c,
        ridge(c.rng, w, low + 70, 30, peaks=1.3),
        h,
        steps=4,
        first=SAGE,
        second=Tone(0.32, 0.0, 0.42),
        trees=44,
        growth=1.8,
        crown=MOSS,
    )
    scale = min(w / 1000, h / 1120)
    with c.at(w * 0.5, h - 440 * scale, scale):
        portrait(c)
        forearm = smooth([(470, 560), (400, 420), (270, 350), (150, 300)], closed=False)
        c.fill(ribbon([(px + 6, py + 14) for px, py in forearm], 210, 170, 120), Tone(0.4, 1.0, 0.62))
        c.fill(ribbon(forearm, 210, 170, 116), Tone(0.4, 0.95, 0.1))
        c.fill(ribbon([(166, 306), (120, 288)], 118, 112), CREAM)
        c.fill(smooth([(130, 234), (60, 196), (-60, 230), (-76, 310), (0, 352), (112, 344)], steps=6), SKIN)
        apple(c, 4, 168, 104, sort=FUJI, streaks=40, freckles=24, turn=-6, leaf=True)
        for i in range(4):
            curve = smooth([(110, 250 + i * 25), (58, 234 + i * 25), (2 + i * 4, 214 + i * 26)], closed=False)
            c.fill(ribbon(curve, 36, 34, 28, round_ends=True), Tone(0.55, 0.5, 0.12))
            c.fill(ribbon([(px, py - 3) for px, py in curve], 32, 30, 23, round_ends=True), SKIN)


def map_qixia(c: Canvas) -> None:
    """The hills as one remembers them, the lake, the road, and where the orchard is."""
    w, h = c.width, c.height
    sheet = box(34, 34, w - 34, h - 34)
    c.ground(PAPER)
    c.fill(sheet, Tone(0.3, 0.0, 0.06))
    with c.inside(sheet):
        for i in range(6):
            contour = blob(
                c.rng, w * 0.42, h * 0.44, w * (0.6 - 0.075 * i), h * (0.56 - 0.07 * i), rough=0.06, knots=15
            )
            c.fill(contour, Tone(0.3 + 0.03 * i, 0.0, 0.06 + 0.026 * i))
            c.fill(ribbon([*contour, contour[0]], 1.8), Tone(0.4, 0.1, 0.3))
        _water(c)
    for fx, fy, tone in (
        (0.2, 0.84, STRAW),
        (0.31, 0.9, ROSE),
        (0.57, 0.86, STRAW),
        (0.68, 0.42, Tone(0.45, 0.04, 0.1)),
    ):
        _field(c, w * fx, h * fy, tone)
    road = smooth(
        [
            (34, h * 0.72),
            (w * 0.16, h * 0.67),
            (w * 0.3, h * 0.76),
            (w * 0.46, h * 0.74),
            (w * 0.53, h * (0.64 if c.wide else 0.69)),
            (w * 0.5, h * (0.61 if c.wide else 0.66)),
        ],
        closed=False,
        steps=16,
    )
    for i in range(0, len(road) - 2, 3):
        c.fill(ribbon(road[i : i + 3], 8), Tone(0.6, 0.7, 0.1))
    tones = (SAGE, MOSS, Tone(0.4, 0.02, 0.5), Tone(0.34, 0.0, 0.72))
    spots = [(fx + dx, fy + dy) for fx, fy in _CHAINS for dx, dy in ((-0.055, 0.0), (0.05, 0.012), (-0.004, 0.05))]
    with c.inside(sheet):
        for number, (fx, fy) in enumerate(sorted(spots, key=lambda spot: spot[1])):
            size = c.rng.uniform(84, 122) * (1.0 if c.wide else 0.86)
            _mound(c, w * fx, h * fy, size, tones[number * 7 % 4])
    ox, oy = w * 0.4, h * 0.5
    c.fill(blob(c.rng, ox, oy + 40, 225, 104, rough=0.07), Tone(0.5, 0.04, 0.16))
    for row in range(3):
        for column in range(5):
            far_tree(c, ox - 166 + column * 78 + row * 10, oy + 8 + row * 46, 60, LEAF, fruit=True)
    house(c, w * (0.55 if c.wide else 0.5), h * (0.61 if c.wide else 0.655), 84)
    for i in range(7):
        far_tree(c, w * (0.68 if c.wide else 0.62) + (i % 4) * 46 + (i // 4) * 24, h * 0.9 + (i // 4) * 36, 50, MOSS)
    _pin(c, ox - 8, oy - 34)
    _compass(c, w - 128, h - 132)
    for inset, width in ((34, 7.0), (50, 2.2)):
        frame = box(inset, inset, w - inset, h - inset)
        c.fill(ribbon([*frame, frame[0]], width), Tone(0.7, 0.3, 0.5))


# Where the hills stand, as shares of the sheet.
_CHAINS = (
    (0.14, 0.17),
    (0.32, 0.15),
    (0.62, 0.16),
    (0.84, 0.2),
    (0.12, 0.4),
    (0.9, 0.42),
    (0.1, 0.56),
    (0.42, 0.9),
    (0.68, 0.3),
)


def _water(c: Canvas) -> None:
    """The river comes down between the hills into the lake; one sail on it."""
    w, h = c.width, c.height
    x, y = w * 0.76, h * 0.68
    water = Tone(0.0, 0.0, 0.4)
    river = smooth(
        [
            (w * 0.47, -20),
            (w * 0.5, h * 0.14),
            (w * 0.47, h * 0.28),
            (w * 0.57, h * 0.42),
            (w * 0.62, h * 0.56),
            (x, y),
        ],
        closed=False,
        steps=12,
    )
    c.fill(ribbon(river, 12, 20, 34), PAPER)
    c.fill(ribbon(river, 7, 14, 26), water)
    reach = 220 if c.wide else 190
    shore = blob(c.rng, x, y, reach, reach * 0.62, rough=0.16, knots=11)
    c.fill([(x + (px - x) * 1.06, y + (py - y) * 1.09) for px, py in shore], PAPER)
    c.fill(shore, water)
    with c.inside(shore):
        for _ in range(18):
            px, py = x + c.rng.uniform(-reach, reach), y + c.rng.uniform(-0.6, 0.6) * reach
            wave = smooth(
                [(px - 22, py), (px - 11, py - 6), (px, py), (px + 11, py - 6), (px + 22, py)], closed=False, steps=4
            )
            c.fill(ribbon(wave, 2.6), PAPER)
    c.fill(smooth([(x - 40, y - 6), (x + 44, y - 6), (x + 26, y + 12), (x - 22, y + 12)], steps=3), WOOD_DARK)
    c.fill([(x + 2, y - 10), (x + 2, y - 84), (x + 46, y - 16)], PAPER)
    c.fill([(x - 5, y - 14), (x - 5, y - 66), (x - 32, y - 14)], RED)


def _field(c: Canvas, x: float, y: float, tone: Tone) -> None:
    """A ploughed plot."""
    plot = [(x - 78, y - 20), (x + 40, y - 44), (x + 88, y + 14), (x - 40, y + 44)]
    c.fill(plot, tone)
    with c.inside(plot):
        for i in range(8):
            c.fill(ribbon([(x - 90 + i * 24, y - 60), (x - 44 + i * 24, y + 60)], 3), Tone(0.7, 0.2, 0.2))


def _mound(c: Canvas, x: float, y: float, size: float, tone: Tone) -> None:
    """A hill from the side: terraces on its light side, its own shadow on the other."""
    with c.at(x, y, size / 100):
        peak = c.rng.uniform(-22, 14)
        outline = smooth(
            [(-104, 4), (-72, -38), (peak - 32, -78), (peak, -90), (peak + 34, -76), (74, -36), (104, 4), (0, 13)],
            steps=6,
        )
        c.fill(outline, tone)
        with c.inside(outline):
            dark = smooth(
                [
                    (peak, -94),
                    (peak + 20, -60),
                    (peak + 8, -30),
                    (peak + 34, 20),
                    (120, 20),
                    (110, -60),
                    (peak + 40, -100),
                ],
                steps=4,
            )
            c.fill(dark, over_leaf(min(1.0, (tone.leaf or 0) + 0.26)))
            for i in range(4):
                terrace = smooth([(-100, -4 - i * 19), (-50, 5 - i * 20), (peak + 2, -3 - i * 20)], closed=False)
                c.fill(ribbon(terrace, 1.0, 2.6, 0.8), CREAM)


def _pin(c: Canvas, x: float, y: float) -> None:
    c.blend(ellipse(x + 16, y + 4, 60, 15), over_leaf(0.9), around(x + 16, y + 4, 6, 58, low=0.9), detail=14)
    c.fill(
        smooth([(x - 40, y - 104), (x, y - 60), (x + 40, y - 104), (x + 9, y - 22), (x, y), (x - 9, y - 22)], steps=5),
        RED,
    )
    apple(c, x, y - 128, 66, sort=FUJI, streaks=22, leaf=True)


def _compass(c: Canvas, x: float, y: float) -> None:
    c.fill(ellipse(x, y, 56), CREAM)
    for i in range(4):
        with c.at(x, y, 1, i * 90):
            c.fill([(0, -70), (11, -10), (0, 0)], RED if i == 0 else SHADE)
            c.fill([(0, -70), (-11, -10), (0, 0)], BLUSH if i == 0 else STRAW)
    c.fill(ellipse(x, y, 6), HONEY)


def logo_mark(c: Canvas) -> Image.Image:
    """One ink on nothing: an apple, the line of the hills cut through it."""
    with c.at(c.width / 2, c.height / 2 + 60, min(c.width, c.height) / 250):
        ink, bare = Tone(0.0, 1.0, 0.0), Tone()
        c.fill(apple_outline(), ink)
        c.fill(ribbon(smooth([(0, -62), (2, -86), (12, -112)], closed=False), 12, 12, 15), ink)
        leaf_shape(c, 12, -94, 66, turn=-24, tone=ink, vein=None)
        with c.inside(apple_outline()):
            c.fill(ribbon([(-120, 44), (-44, -24), (-8, 16), (36, -40), (120, 46)], 14), bare)
    mask = c.coverage()
    mark = Image.new("RGBA", mask.size, (*c.inks.red, 0))
    mark.putalpha(mask)
    return mark
