"""Where one looks on a picture: the part that differs most from the rest. A suggestion, for crops; editors move it."""

from typing import Any, NamedTuple

import willow
from PIL import Image, ImageChops, ImageFilter, ImageStat

_SIDE = 48
# What stands out has to: of a picture that is the same all over nothing is suggested.
_LEAST_CONTRAST = 24


class Focus(NamedTuple):
    """A box by its middle and size, as the image model keeps it, in pixels of the whole picture."""

    x: int
    y: int
    width: int
    height: int


def focus_of(file: Any, size: tuple[int, int]) -> Focus | None:
    """The focus of a picture; None where nothing stands out or the file cannot be read. The file is left at its start.

    By frequency-tuned saliency (Achanta and others, 2009): each point's distance in Lab colour from the picture's mean,
    with the middle counting a little more.
    """
    file.open("rb")
    try:
        opened: Image.Image = willow.Image.open(file).auto_orient().get_pillow_image()
        opened.draft("RGB", (2 * _SIDE, 2 * _SIDE))
        small = opened.convert("RGB").resize((_SIDE, _SIDE), Image.Resampling.BOX)
    except (OSError, ValueError, willow.image.UnrecognisedImageFormatError, Image.DecompressionBombError):
        return None
    finally:
        file.seek(0)
    standing_out = _salience(small)
    highest = max(standing_out)
    if highest < _LEAST_CONTRAST:
        return None
    weights = [
        max(0.0, value - highest / 3) * _nearness(place % _SIDE, place // _SIDE)
        for place, value in enumerate(standing_out)
    ]
    across = [sum(weights[column::_SIDE]) for column in range(_SIDE)]
    down = [sum(weights[row * _SIDE : (row + 1) * _SIDE]) for row in range(_SIDE)]
    x, width = _middle(across)
    y, height = _middle(down)
    return Focus(
        round(x * size[0]), round(y * size[1]), max(1, round(width * size[0])), max(1, round(height * size[1]))
    )


def _salience(small: Image.Image) -> list[int]:
    lab = small.filter(ImageFilter.GaussianBlur(1)).convert("LAB")
    mean = Image.new("LAB", lab.size, tuple(round(value) for value in ImageStat.Stat(lab).mean))
    bands = ImageChops.difference(lab, mean).split()
    # Colour tells things apart better than light and shade.
    both = ImageChops.add(ImageChops.add(bands[1], bands[2]), bands[0], scale=1.5)
    return list(both.tobytes())


def _nearness(x: int, y: int) -> float:
    """1 in the middle, about 0.6 in the corners."""
    half = _SIDE / 2
    return 1 - 0.2 * (((x + 0.5 - half) / half) ** 2 + ((y + 0.5 - half) / half) ** 2)


def _middle(weights: list[float]) -> tuple[float, float]:
    """The median and the width of the middle four fifths, as parts of the whole."""
    low, middle, high = (_reached(weights, share) for share in (0.1, 0.5, 0.9))
    return middle, high - low


def _reached(weights: list[float], share: float) -> float:
    """Up to where this share of all lies."""
    left = sum(weights) * share
    for place, weight in enumerate(weights):
        if weight and left <= weight:
            return (place + left / weight) / len(weights)
        left -= weight
    return 1.0
