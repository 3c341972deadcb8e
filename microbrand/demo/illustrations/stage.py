"""Where goods are shown: a wall, a table, one big quiet shape behind them, and the light from the left."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from microbrand.demo.illustrations.palette import (
    BLUSH,
    CREAM,
    FROST,
    KRAFT,
    LEAF,
    MIST,
    MOSS,
    PAPER,
    ROSE,
    SAGE,
    SHADE,
    STRAW,
    Tone,
    over_leaf,
)
from microbrand.demo.illustrations.press import Canvas, along
from microbrand.demo.illustrations.shapes import Outline, arc, box, ellipse


class Set(NamedTuple):
    """The three flat colours behind a product."""

    wall: Tone
    table: Tone
    shape: Tone


FROSTY = Set(FROST, CREAM, BLUSH)
PAPERY = Set(CREAM, Tone(0.5, 0.05, 0.03), PAPER)
ROSY = Set(BLUSH, CREAM, Tone(0.14, 0.3))
MISTY = Set(MIST, CREAM, PAPER)
SAGEY = Set(SAGE, STRAW, Tone(0.12, 0.0, 0.1))
LEAFY = Set(LEAF, Tone(0.5, 0.06, 0.1), MOSS)
DUSKY = Set(SHADE, KRAFT, Tone(0.3, 0.1, 0.72))
GOLDEN = Set(STRAW, PAPER, Tone(0.16))
APPLY = Set(Tone(0.35, 0.92), Tone(0.2, 0.14), Tone(0.25, 0.66))
PINK = Set(ROSE, PAPER, Tone(0.1, 0.16))


def scale_of(c: Canvas) -> float:
    """How large a thousand-unit product is drawn so that it fits with room around it."""
    return min(c.width / 1000, c.height / 1200)


def base_of(c: Canvas) -> float:
    """The height of the table under the product."""
    return c.height / 2 + 345 * scale_of(c)


def backdrop(c: Canvas, colours: Set, *, shape: str = "disc", size: float = 390.0) -> None:
    """Wall and table; behind the product a disc, an arch, a window or nothing."""
    scale, base = scale_of(c), base_of(c)
    edge = base - 105 * scale
    x = c.width / 2
    c.ground(colours.wall)
    outline: Outline = []
    if shape == "disc":
        outline = ellipse(x, base - 390 * scale, size * scale)
    elif shape == "arch":
        top = base - 480 * scale
        outline = [
            *arc(x, top, size * scale * 0.92, size * scale * 0.92, 180, 360, count=40),
            (x + size * scale * 0.92, edge),
            (x - size * scale * 0.92, edge),
        ]
    elif shape == "beam":
        outline = [(x - 720 * scale, -60), (x - 180 * scale, -60), (x + 620 * scale, edge), (x - 160 * scale, edge)]
    if outline:
        c.fill(outline, colours.shape)
    table = box(-70, edge, c.width + 70, c.height + 70)
    c.fill(table, colours.table)
    c.blend(
        table,
        over_leaf((colours.table.leaf or 0.0) + 0.16),
        along((0, edge + (c.height - edge) * 0.3), (0, c.height), high=0.7),
        detail=12,
    )


def flat_lay(c: Canvas, ground: Tone, shape: Tone | None = None) -> None:
    """A table seen from above, one cloth or sheet of paper lying on it."""
    c.ground(ground)
    c.blend(
        c.everything, over_leaf((ground.leaf or 0.0) + 0.14), along((0, 0), (c.width, c.height), high=0.8), detail=12
    )
    if shape is not None:
        scale = scale_of(c)
        with c.at(c.width / 2, c.height / 2, scale, -9):
            c.fill(box(-405, -560, 395, 570), over_leaf((ground.leaf or 0.0) + 0.16))
            c.fill(box(-420, -575, 380, 555), shape)


@contextmanager
def standing(c: Canvas, dx: float = 0.0, dy: float = 0.0, scale: float = 1.0, turn: float = 0.0) -> Iterator[None]:
    """Draw a product whose foot is the origin, dx and dy away from the middle of the table."""
    unit = scale_of(c)
    with c.at(c.width / 2 + dx * unit, base_of(c) + dy * unit, unit * scale, turn):
        yield
