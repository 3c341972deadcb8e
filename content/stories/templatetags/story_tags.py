"""Stories, for pages of goods; and what search engines are told about a story."""

from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.context import Context
from django.urls import Resolver404, resolve
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info
from wagtail.models import Page

from content.stories import structured
from content.stories.feeds import feed_address
from content.stories.models import BrandPage, PersonPage, StoryPage
from content.stories.queries import stories_about as find_stories
from content.stories.queries import versions_of
from shop.catalog.models import Product
from shop.core import clock, languages
from shop.core.json_ld import data_block
from shop.core.languages import language_of_path, urlconf_of
from shop.core.translated import Text
from shop.storefront.pieces import piece

register = template.Library()


@register.simple_tag(takes_context=True)
def stories_about(context: Context, product: Product) -> list[StoryPage]:
    """``{% stories_about product as stories %}``: published stories that show it, newest first."""
    return find_stories(product, at=context.get("at") or clock.now())


@register.simple_tag(takes_context=True)
def page_versions(context: Context, page: Any) -> list[dict[str, Any]]:
    """``{% page_versions page as versions %}``: a page in each of its languages, for links and ``hreflang``.

    Empty where there is only one, and for what is no page. One query a page, until a word of the shop changes.
    """
    if not isinstance(page, Page) or page.pk is None:
        return []
    if not hasattr(page, "_versions"):
        page._versions = piece(context.get("request"), ("versions", page.pk), lambda: _versions(page))
    return list(page._versions)


def _versions(page: Page) -> list[dict[str, Any]]:
    return [
        {
            "code": code,
            "hreflang": languages.language_tag(code),
            "name": get_language_info(code)["name_local"],
            "url": version.url,
            "is_this": version.pk == page.pk,
        }
        for code, version in versions_of(page).items()
    ]


@register.simple_tag(takes_context=True)
def address_in(context: Context, page: Any, code: str) -> str:
    """Where the switch of languages leads: to the page's version in that language, of goods and orders to the same
    address in it; else to where one is, but from the pages of another language to the front.
    """
    request: HttpRequest | None = context.get("request")
    address = request.get_full_path() if request else "/"
    for version in page_versions(context, page):
        if version["code"] == code:
            return str(version["url"])
    if language_of_path(address) == ("" if code == settings.LANGUAGE_CODE else code):
        return str(address)
    if request and _is_of_shoppers(request, other := languages.address_in(code, address), code):
        return other
    return "/" if language_of_path(address) else str(address)


def _is_of_shoppers(request: HttpRequest, other: str, code: str) -> bool:
    """Whether another language's address leads to the same view as the present one, which is no page of Wagtail's."""
    try:
        # A preview came to its page by no address.
        here = request.resolver_match or resolve(request.path_info)
        if here.url_name == "wagtail_serve":
            return False
        return resolve(urlsplit(other).path, urlconf_of(code)).view_name == here.view_name
    except Resolver404:
        return False


@register.filter
def written_in(page: Page) -> SafeString:
    """The ``lang`` of a page's words, for a tag on a page of another language; empty on one of its own."""
    return Text("", structured.language_of_page(page)).lang


@register.simple_tag
def feed_of(page: Page, name: str) -> str:
    """The address of the feed (``atom``, ``rss``) in the language of a page."""
    return feed_address(name, structured.language_of_page(page))


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
