"""Stories, for pages of goods; and what search engines are told about a story."""

import json
from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from content.stories import structured
from content.stories.models import StoryPage
from content.stories.queries import stories_about as find_stories
from shop.catalog.models import Product
from shop.core import clock

register = template.Library()

_JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def stories_about(context: Context, product: Product) -> list[StoryPage]:
    """``{% stories_about product as stories %}``: published stories that show it, newest first."""
    return find_stories(product, at=context.get("at") or clock.now())


@register.simple_tag
def story_json_ld(story: StoryPage, brand: Any, image_url: str = "") -> SafeString:
    """schema.org data of a story. A data block, not a script: the content security policy lets it be."""
    data = structured.article(story, brand_name=brand.name, image_url=image_url)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_JSON_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')
