"""Banners in pages."""

from typing import Any

from django import template
from django.template.context import Context

from content.banners.queries import banner_in, planned
from shop.core import clock
from shop.storefront.pieces import piece

register = template.Library()


@register.inclusion_tag("content/banners/banner.html", takes_context=True)
def banner(context: Context, slot: str) -> dict[str, Any]:
    """``{% banner "home_top" %}``: what stands there now, or nothing. Knows the page's story and collection."""
    at = context.get("at") or clock.now()
    # Most places are empty most of the time, and every page asks.
    plan = piece(context.get("request"), ("banners",), lambda: planned(since=at))
    if not any(begin <= at and (end is None or at < end) for begin, end in plan.get(slot, ())):
        return {"shown": None, "slot": slot}
    shown = banner_in(
        slot,
        at=at,
        collection=context.get("collection") or None,
        page=context.get("page") if slot == "story_end" else None,
    )
    return {"shown": shown, "slot": slot}
