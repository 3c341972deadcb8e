"""Pictures in templates."""

from typing import Any

from django import template
from wagtail.images.models import Picture

from content.media.sizes import filters

register = template.Library()


@register.simple_tag
def plate(image: Any, size: str, **attrs: Any) -> Picture:
    """``{% plate image "width-{750,1200}" sizes="92vw" %}``: Wagtail's picture tag, with the formats of the house."""
    renditions = image.get_renditions(*filters(size))
    return Picture({one.spec: renditions[one.spec] for one in filters(size)}, attrs)
