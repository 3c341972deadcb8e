"""The pictures of 华芳苑, printed by code: three inks, grainy paper, a seed. Nothing here knows the shop.

`draw` gives a picture of any size; the same subject, size and seed always give the same pixels.
"""

from PIL import Image

from microbrand.demo.illustrations.press import Canvas
from microbrand.demo.illustrations.subjects import SUBJECTS, Subject

__all__ = ["SUBJECTS", "Subject", "draw"]


def draw(subject: str, *, width: int, height: int, seed: int) -> Image.Image:
    """Print a subject: RGB, except for the mark, which is RGBA on nothing. Unknown subjects raise KeyError."""
    chosen = SUBJECTS[subject]
    canvas = Canvas(width, height, inks=chosen.inks, seed=seed)
    return chosen.paint(canvas) or canvas.print()
