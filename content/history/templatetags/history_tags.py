"""What the screens of the history ask."""

from typing import Any

from django import template
from wagtail.images import get_image_model

register = template.Library()


@register.simple_tag
def picture_of(thing: Any) -> Any:
    """The picture by which one knows it: itself, or its cover; None for what has none."""
    return thing if isinstance(thing, get_image_model()) else getattr(thing, "cover", None)
