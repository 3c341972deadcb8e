"""Banners in pages."""

from typing import Any

from django import template
from django.template.context import Context

from content.banners.queries import banner_in
from shop.core import clock

register = template.Library()


@register.inclusion_tag("content/banners/banner.html", takes_context=True)
def banner(context: Context, slot: str) -> dict[str, Any]:
    """``{% banner "home_top" %}``: what stands there now, or nothing. Knows the page's story and collection."""
    shown = banner_in(
        slot,
        at=context.get("at") or clock.now(),
        collection=context.get("collection") or None,
        page=context.get("page") if slot == "story_end" else None,
    )
    return {"shown": shown, "slot": slot}
