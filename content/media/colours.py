"""The colour that stands for a picture while it loads."""

from collections import Counter
from typing import Any

import willow
from PIL import Image


def dominant_colour_of(file: Any) -> str:
    """The most common colour of a picture as ``#rrggbb``; "" for one that cannot be read or has nothing opaque.

    ``file`` is a Django file; it is left open, at its start.
    """
    file.open("rb")
    try:
        small = _thumbnail(file)
    except (OSError, ValueError, willow.image.UnrecognisedImageFormatError, Image.DecompressionBombError):
        return ""
    finally:
        file.seek(0)
    palette = small.convert("RGB").quantize(colors=8)
    opaque = small.getchannel("A").tobytes()
    counts = Counter(index for index, alpha in zip(palette.tobytes(), opaque, strict=True) if alpha > 127)
    if not counts:
        return ""
    [(index, _count)] = counts.most_common(1)
    red, green, blue = (palette.getpalette() or [])[index * 3 : index * 3 + 3]
    return f"#{red:02x}{green:02x}{blue:02x}"


def _thumbnail(file: Any) -> Image.Image:
    # Willow knows formats that Pillow alone does not (HEIC).
    opened: Image.Image = willow.Image.open(file).get_pillow_image()
    # A JPEG can be decoded small: 50 megapixels then cost no more than a few.
    opened.draft("RGB", (96, 96))
    return opened.convert("RGBA").resize((48, 48), Image.Resampling.BOX)
