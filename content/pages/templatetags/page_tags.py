"""Series, legal links, and what is found among pages, for templates of the shop and of stories."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from content.blocks.structured import faq_of
from content.pages import queries
from content.pages.models import FaqPage, LookbookPage, SeriesPage, VenuePage
from content.pages.structured import collection_of, event_of
from content.stories.models import BrandPage, StoryPage
from shop.catalog.models import Product
from shop.core import clock
from shop.core.json_ld import data_block

register = template.Library()


def _moment(context: Context) -> Any:
    return context.get("at") or clock.now()


@register.simple_tag(takes_context=True)
def story_series(context: Context, story: StoryPage) -> queries.Part | None:
    """``{% story_series page as part %}``: where the story stands in its series. One query for a page."""
    if not hasattr(story, "_series_part"):
        story._series_part = queries.part_of_series(story, at=_moment(context))
    part: queries.Part | None = story._series_part
    return part


@register.simple_tag(takes_context=True)
def lookbooks_with(context: Context, product: Product) -> list[queries.Look]:
    """``{% lookbooks_with product as lookbooks %}``: where it is in the picture."""
    return queries.lookbooks_with(product, at=_moment(context)) if product.pk else []


@register.simple_tag
def legal_links() -> list[queries.LegalLink]:
    """``{% legal_links as links %}``: privacy, terms, returns … in the reader's language."""
    return queries.legal_links()


@register.simple_tag(takes_context=True)
def pages_found(context: Context, text: str) -> list[queries.FoundPage]:
    """``{% pages_found query as pages %}``: stories and pages that hold these words."""
    return queries.search_pages(text, at=_moment(context))


@register.simple_tag(takes_context=True)
def pages_like(context: Context, address: str) -> list[BrandPage]:
    """``{% pages_like request.path as pages %}``: pages whose address is like one that leads nowhere."""
    return queries.pages_like(address, at=_moment(context))


@register.simple_tag
def faq_json_ld(page: FaqPage) -> SafeString:
    """schema.org data of all answers; empty without any."""
    rows = [row for child in page.answers for row in faq_of(child.value)]
    return data_block({"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": rows}) if rows else _NOTHING


@register.simple_tag
def series_json_ld(page: SeriesPage, parts: list[StoryPage], brand: Any) -> SafeString:
    """schema.org data of a series: a collection of its parts, in order."""
    return data_block(collection_of(page, parts, brand_name=brand.name)) if page.url else _NOTHING


@register.simple_tag
def lookbook_json_ld(page: LookbookPage, offers: list[Any], brand: Any) -> SafeString:
    """schema.org data of a lookbook: a collection of the goods on it."""
    products = [offer.product for offer in offers]
    return data_block(collection_of(page, products, brand_name=brand.name)) if page.url else _NOTHING


@register.simple_tag
def venue_json_ld(page: VenuePage, brand: Any, image_url: str = "") -> SafeString:
    """schema.org data of a venue: a sale with its beginning and end."""
    return data_block(event_of(page, brand_name=brand.name, image_url=image_url)) if page.url else _NOTHING


_NOTHING = mark_safe("")
