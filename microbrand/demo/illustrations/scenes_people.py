"""The people of the orchard, each before what they look after. No faces: anybody may be meant."""

from microbrand.demo.illustrations import stage
from microbrand.demo.illustrations.figures import daughter, father, grandmother
from microbrand.demo.illustrations.fruit import FUJI, apple
from microbrand.demo.illustrations.landscape import hill, ridge, terraces
from microbrand.demo.illustrations.palette import (
    BLUSH,
    CREAM,
    KRAFT,
    LEAF,
    MIST,
    MOSS,
    PAPER,
    RED,
    SAGE,
    SHADE,
    SKIN,
    STRAW,
    WOOD,
    WOOD_DARK,
    Tone,
    over_leaf,
)
from microbrand.demo.illustrations.press import Canvas
from microbrand.demo.illustrations.shapes import box, ellipse, ribbon, smooth
from microbrand.demo.illustrations.trees import far_tree
from microbrand.demo.illustrations.vessels import crate, dish, shadow

HAIR = Tone(0.5, 0.5, 1.0)


def _outdoors(c: Canvas, sky: Tone, disc: Tone, low: float) -> None:
    w, h = c.width, c.height
    c.ground(sky)
    c.fill(ellipse(w * 0.5, low - 190, min(w, h) * 0.36), disc)
    hill(c, ridge(c.rng, w, low - 60, 46, sharp=0.3), MIST)
    terraces(
        c,
        ridge(c.rng, w, low + 20, 30, peaks=1.3),
        h,
        steps=4,
        first=SAGE,
        second=Tone(0.32, 0.0, 0.42),
        trees=40,
        growth=1.8,
        crown=MOSS,
    )


def portrait_grandmother(c: Canvas) -> None:
    """Beside her crates, stooped a little, a kerchief on her hair."""
    w, h = c.width, c.height
    _outdoors(c, c.pick(BLUSH, CREAM), c.pick(PAPER, STRAW), h * 0.62)
    foot = h * 0.93
    size = min(h * 0.72, 900)
    shadow(c, w * 0.42, foot, size * 0.3, size * 0.03)
    grandmother(c, w * 0.4, foot, size)
    with c.at(w * 0.74, foot + 10):
        crate(c, min(w, h) * 0.42, min(w, h) * 0.24)
    for i, (dx, dy) in enumerate(((-70, -8), (12, -26), (84, -6))):
        apple(
            c, w * 0.74 + dx * 0.8, foot - min(w, h) * 0.27 + dy, 46, sort=FUJI, streaks=18, freckles=8, turn=i * 9 - 8
        )


def portrait_father(c: Canvas) -> None:
    """With his shears under the oldest tree, one arm up in the crown."""
    w, h = c.width, c.height
    _outdoors(c, c.pick(Tone(0.14, 0.0, 0.2), SAGE), c.pick(CREAM, PAPER), h * 0.66)
    foot = h * 0.95
    far_tree(c, w * 0.72, foot, h * 0.74, LEAF, fruit=True)
    size = min(h * 0.66, 860)
    shadow(c, w * 0.4, foot, size * 0.24, size * 0.03)
    father(c, w * 0.4, foot, size)


def portrait_daughter_reaching(c: Canvas) -> None:
    """On her toes under a branch."""
    w, h = c.width, c.height
    _outdoors(c, c.pick(CREAM, BLUSH), c.pick(Tone(0.14, 0.3), STRAW), h * 0.64)
    foot = h * 0.95
    size = min(h * 0.68, 880)
    shadow(c, w * 0.46, foot, size * 0.22, size * 0.03)
    daughter(c, w * 0.46, foot, size)


def portrait_potter(c: Canvas) -> None:
    """Behind the wheel, sleeves up, the dish between the hands; a cap hides the eyes."""
    w, h = c.width, c.height
    c.ground(c.pick(STRAW, CREAM))
    unit = stage.scale_of(c)
    c.fill(ellipse(w * 0.5, h * 0.42, 390 * unit), c.pick(BLUSH, PAPER))
    table = h * 0.8
    with c.at(w * 0.5, table, unit):
        c.fill(
            smooth(
                [(-300, 80), (-282, -190), (-210, -330), (-60, -372), (60, -372), (210, -330), (282, -190), (300, 80)]
            ),
            Tone(0.3, 0.05, 0.78),
        )
        c.fill(smooth([(-160, 80), (-150, -220), (-70, -330), (70, -330), (150, -220), (160, 80)]), KRAFT)
        c.fill(box(-46, -420, 46, -330), SKIN)
        c.fill(ellipse(0, -520, 118, 136), SKIN)
        c.fill(smooth([(-124, -540), (-120, -640), (-40, -690), (60, -690), (122, -636), (124, -540)]), SHADE)
        c.fill(ribbon([(-140, -548), (150, -540)], 40, round_ends=True), over_leaf(0.7))
        c.fill(smooth([(-66, -470), (-50, -396), (0, -372), (52, -398), (66, -470), (0, -440)]), Tone(0.1, 0.0, 0.3))
        for side in (-1, 1):
            arm = smooth([(side * 250, -240), (side * 280, -60), (side * 130, -30)], closed=False)
            c.fill(ribbon(arm, 92, 84, 62, round_ends=True), Tone(0.3, 0.05, 0.9))
            c.fill(ribbon([(side * 190, -34), (side * 112, -28)], 60, 54, round_ends=True), SKIN)
    c.fill(box(-70, table + 30 * unit, w + 70, h + 70), WOOD)
    c.fill(box(-70, table + 30 * unit, w + 70, table + 44 * unit), WOOD_DARK)
    with c.at(w * 0.5, table + 40 * unit, unit):
        c.fill(ellipse(0, -6, 250, 40), Tone(0.2, 0.0, 0.4))
        c.fill(smooth([(-190, -96), (190, -96), (120, -18), (-120, -18)]), PAPER)
        c.fill(ellipse(0, -96, 190, 34), CREAM)
        c.fill(ellipse(0, -94, 150, 24), Tone(0.2, 0.05, 0.1))


def sorting_table(c: Canvas) -> None:
    """From above: nine apples in the round of light of the lamp."""
    w, h = c.width, c.height
    c.ground(c.pick(KRAFT, WOOD))
    unit = stage.scale_of(c)
    c.fill(ellipse(w * 0.5, h * 0.48, 430 * unit), c.pick(STRAW, CREAM))
    for i in range(9):
        x = w * 0.5 + ((i % 3) - 1) * 210 * unit + c.rng.uniform(-12, 12)
        y = h * 0.46 + ((i // 3) - 1) * 200 * unit + c.rng.uniform(-12, 12)
        if i == 4:
            c.fill(ellipse(x, y, 100 * unit), RED)
        apple(c, x, y, 92 * unit, sort=FUJI, streaks=30, freckles=18, turn=c.rng.uniform(-20, 20), leaf=i == 4)


def winter_table(c: Canvas) -> None:
    """A table by the window on a snowy day: a dish, a cup, what is left of a cake."""
    w, h = c.width, c.height
    c.ground(c.pick(Tone(0.1, 0.0, 0.16), BLUSH))
    pane_left, pane_right = w * 0.52, w * 0.94
    c.fill(box(pane_left, h * 0.06, pane_right, h * 0.52), PAPER)
    for _flake in range(26):
        c.fill(
            ellipse(c.rng.uniform(pane_left, pane_right), c.rng.uniform(h * 0.08, h * 0.5), c.rng.uniform(3, 7)), MIST
        )
    with c.inside(box(pane_left, h * 0.06, pane_right, h * 0.52)):
        hill(c, ridge(c.rng, w, h * 0.42, 30, sharp=0.3), MIST)
        for i in range(6):
            far_tree(c, pane_left + (pane_right - pane_left) * (0.08 + 0.17 * i), h * 0.53, h * 0.12, SHADE)
    for x in (pane_left, (pane_left + pane_right) / 2, pane_right):
        c.fill(box(x - 8, h * 0.05, x + 8, h * 0.54), WOOD_DARK)
    c.fill(box(pane_left - 24, h * 0.53, pane_right + 24, h * 0.555), WOOD)
    edge = h * 0.68
    c.fill(box(-70, edge, w + 70, h + 70), WOOD)
    c.fill(box(-70, edge, w + 70, edge + 12), WOOD_DARK)
    c.fill([(w * 0.06, edge + 40), (w * 0.66, edge + 40), (w * 0.78, h + 70), (-w * 0.06, h + 70)], CREAM)
    with c.at(w * 0.3, h * 0.9):
        dish(c, min(w, h) * 0.5, glaze=PAPER, rim=CREAM)
    for i, (dx, dy) in enumerate(((-96, -64), (4, -96), (100, -62))):
        apple(
            c, w * 0.3 + dx, h * 0.79 + dy * 0.7, 78, sort=FUJI, streaks=26, freckles=12, turn=i * 11 - 12, leaf=i == 1
        )
    with c.at(w * 0.66, h * 0.86, min(w, h) / 1000):
        c.fill(smooth([(-84, -150), (84, -150), (70, -10), (0, 6), (-70, -10)]), PAPER)
        c.fill(ellipse(0, -150, 84, 20), Tone(0.5, 0.5, 0.1))
        c.fill(ribbon(smooth([(78, -120), (132, -104), (112, -44), (66, -50)], closed=False), 20, 16), PAPER)
        for dx in (-26, 18):
            c.fill(
                ribbon(smooth([(dx, -190), (dx + 22, -240), (dx - 8, -290)], closed=False), 8, 3, round_ends=True), MIST
            )
