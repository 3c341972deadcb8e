"""The brand kit as posters need it."""

from typing import Any

from content.brand.enums import HeadingFace
from content.brand.queries import current_kit
from content.brand.rules import tokens_for
from content.posters.rendering.layout import PosterStyle, hex_colour


def brand_style() -> tuple[PosterStyle, Any]:
    """Colours and words of the stored kit, and its square logo (an image of the media library, or None)."""
    kit = current_kit()
    tokens = tokens_for(kit).light
    style = PosterStyle(
        brand_name=kit.name,
        slogan=kit.slogan,
        paper=hex_colour(tokens["--paper"]),
        ink=hex_colour(tokens["--ink"]),
        muted=hex_colour(tokens["--muted"]),
        brand=hex_colour(tokens["--brand"]),
        price=hex_colour(tokens["--price"]),
        serif_headings=kit.heading_face == HeadingFace.SERIF,
    )
    return style, kit.mark
