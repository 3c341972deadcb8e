"""Stories, for pages of goods; and what search engines are told about a story."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from content.stories import structured
from content.stories.models import BrandPage, PersonPage, StoryPage
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
def story_json_ld(story: StoryPage, brand: Any, image_url: str = "", writer: PersonPage | None = None) -> SafeString:
    """schema.org data of a story."""
    return data_block(structured.article(story, brand_name=brand.name, image_url=image_url, writer=writer))


@register.simple_tag
def person_json_ld(page: PersonPage, brand: Any, image_url: str = "") -> SafeString:
    """schema.org data of somebody."""
    return data_block(structured.person(page, brand_name=brand.name, image_url=image_url))


@register.simple_tag
def page_crumbs_json_ld(page: BrandPage) -> SafeString:
    """schema.org data of the way to a page; empty for one that has no address yet."""
    return data_block(structured.breadcrumbs(page.crumbs())) if page.url else mark_safe("")
