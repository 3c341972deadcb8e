"""Pictures in templates."""

from typing import Any

from django import template
from wagtail.images.models import Filter, Picture

from content.media.sizes import BY_JOB, ON_DEMAND, filters

register = template.Library()


@register.simple_tag
def plate(image: Any, size: str, **attrs: Any) -> Picture:
    """``{% plate image "width-{480,800}" sizes="92vw" %}``: Wagtail's picture tag, with AVIF if the job has made it."""
    modern, plain = filters(size, (BY_JOB,)), filters(size, ON_DEMAND)
    found = image.find_existing_renditions(*modern, *plain)
    missing = [one for one in plain if one not in found]
    new = image.get_renditions(*missing) if missing else {}
    shown = modern if all(one in found for one in modern) else ()
    return Picture({one.spec: found.get(one) or new[one.spec] for one in (*shown, *plain)}, attrs)


@register.simple_tag
def made(image: Any, spec: str) -> Any:
    """``{% made image "fill-780x1040|format-avif" as tall %}``: a size that the job makes; None until it has."""
    wanted = Filter(spec)
    return image.find_existing_renditions(wanted).get(wanted)
