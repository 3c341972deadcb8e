"""Who the brand is, for every template."""

from typing import Any

from django import template
from django.template.context import Context

from content.brand.models import BrandKit, Menus
from content.brand.persona import Persona, persona_of
from content.brand.preview import draft_brand
from content.brand.queries import Brand, brand_for, brand_of, current_brand, current_kit

register = template.Library()


@register.simple_tag(takes_context=True)
def brand_kit(context: Context) -> Brand:
    """``{% brand_kit as brand %}``: name, slogan, logo, css_url, navigation, seller_lines.

    Asked once for a request. In the preview of the settings screen it is the unsaved kit.
    """
    request = context.get("request")
    if request is None:
        return current_brand()
    if getattr(request, "is_preview", False) and not hasattr(request, "_brand"):
        draft = _draft(request)
        if draft is not None:
            request._brand = draft
    return brand_for(request)


def _draft(request: Any) -> Brand | None:
    """The brand of the settings screen's unsaved kit or menus."""
    kit = getattr(request, BrandKit.get_cache_attr_name(), None)
    if isinstance(kit, BrandKit):
        return draft_brand(kit)
    menus = getattr(request, Menus.get_cache_attr_name(), None)
    return brand_of(current_kit(), menus) if isinstance(menus, Menus) else None


@register.simple_tag
def brand_persona() -> Persona:
    """``{% brand_persona as persona %}``: voice, does, does_not, openings, closings, hashtags, replies. One query."""
    return persona_of(current_kit())


@register.simple_tag
def picture_style() -> str:
    """What pictures of this brand look like, in the brand kit's words. One query."""
    return current_kit().picture_style
