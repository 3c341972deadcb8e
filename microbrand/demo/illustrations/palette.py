"""The brand's inks, the papers they are printed on and the tones mixed from them.

A picture is printed from three plates, in this order: a warm ground ink (kraft, or its stand-ins), apple red and
leaf shadow. A tone says how much of each ink a flat shape takes; `None` leaves a plate as it was, so the shape
overprints what lies below instead of being cut out of it.
"""

from typing import NamedTuple

Colour = tuple[int, int, int]


class Tone(NamedTuple):
    """Coverage of the three plates, 0 to 1; None does not touch the plate."""

    kraft: float | None = 0.0
    red: float | None = 0.0
    leaf: float | None = 0.0

    def times(self, factor: float) -> "Tone":
        """The same mixture, printed stronger or weaker."""
        return Tone(*(None if level is None else min(1.0, level * factor) for level in self))


class Inks(NamedTuple):
    """Three inks and the paper of one print run."""

    kraft: Colour = (226, 170, 92)
    red: Colour = (203, 52, 42)
    leaf: Colour = (33, 73, 66)
    paper: Colour = (248, 246, 239)


HARVEST = Inks()
WANGLIN = Inks(kraft=(208, 200, 78))
# The same plates before the sun is up: cold inks on a blue paper.
BEFORE_DAWN = Inks(kraft=(112, 124, 140), red=(96, 74, 108), leaf=(18, 32, 54), paper=(146, 160, 182))
NIGHT = Inks(leaf=(30, 52, 78), paper=(246, 246, 242))

PAPER = Tone()
# Warm
CREAM = Tone(0.22)
STRAW = Tone(0.5)
KRAFT = Tone(0.85, 0.05, 0.06)
HONEY = Tone(1.0, 0.22)
AMBER = Tone(1.0, 0.5, 0.05)
# Red
BLUSH = Tone(0.1, 0.14)
ROSE = Tone(0.18, 0.38)
CORAL = Tone(0.6, 0.62)
RED = Tone(0.4, 1.0)
WINE = Tone(0.4, 1.0, 0.5)
# Green
FROST = Tone(0.0, 0.0, 0.1)
MIST = Tone(0.06, 0.0, 0.2)
SAGE = Tone(0.34, 0.0, 0.3)
MOSS = Tone(0.55, 0.0, 0.62)
LEAF = Tone(0.35, 0.0, 0.88)
SHADE = Tone(0.2, 0.15, 1.0)
# Wood, skin and night
WOOD = Tone(0.75, 0.14, 0.08)
WOOD_LIGHT = Tone(0.52, 0.06, 0.02)
WOOD_DARK = Tone(0.9, 0.36, 0.42)
BARK = Tone(0.6, 0.55, 0.85)
SKIN = Tone(0.4, 0.2)
# Overprints: only the named plate takes ink.
OVER_LEAF = Tone(None, None, 1.0)
OVER_RED = Tone(None, 1.0, None)
OVER_KRAFT = Tone(1.0, None, None)


def over_leaf(level: float) -> Tone:
    """Leaf shadow over whatever is there: the brand's only way to make a shadow."""
    return Tone(None, None, level)


def over_red(level: float) -> Tone:
    """Apple red over whatever is there."""
    return Tone(None, level, None)
