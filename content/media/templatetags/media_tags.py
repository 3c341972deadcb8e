"""Pictures in templates."""

from typing import Any

from django import template
from wagtail.images.models import Picture

from content.media.sizes import BY_JOB, ON_DEMAND, filters

register = template.Library()


@register.simple_tag
def plate(image: Any, size: str, **attrs: Any) -> Picture:
    """``{% plate image "width-{480,800}" sizes="92vw" %}``: Wagtail's picture tag, with AVIF if the job has made it."""
    modern = filters(size, (BY_JOB,))
    made = image.find_existing_renditions(*modern)
    shown = {one.spec: made[one] for one in modern} if len(made) == len(modern) else {}
    return Picture({**shown, **image.get_renditions(*filters(size, ON_DEMAND))}, attrs)
