"""Stories, for pages of goods; and what search engines are told about a story."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from content.stories import structured
from content.stories.models import StoryPage
from content.stories.queries import stories_about as find_stories
from shop.catalog.models import Product
from shop.core import clock
from shop.core.json_ld import data_block

register = template.Library()


@register.simple_tag(takes_context=True)
def stories_about(context: Context, product: Product) -> list[StoryPage]:
    """``{% stories_about product as stories %}``: published stories that show it, newest first."""
    return find_stories(product, at=context.get("at") or clock.now())


@register.simple_tag
def story_json_ld(story: StoryPage, brand: Any, image_url: str = "") -> SafeString:
    """schema.org data of a story."""
    data = structured.article(story, brand_name=brand.name, image_url=image_url)
    return data_block(data)
