"""What search engines are told about a story (schema.org)."""

from typing import Any

from django.conf import settings
from wagtail.models import Page

from content.stories.models import PersonPage, StoryPage
from shop.core.languages import language_of_path, language_tag


def article(
    story: StoryPage, *, brand_name: str, image_url: str = "", writer: PersonPage | None = None
) -> dict[str, Any]:
    """An ``Article``. Facts that are not known are left out."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": story.title,
        "datePublished": story.published_on.isoformat(),
        "inLanguage": language_tag(language_of_page(story)),
        "publisher": {"@type": "Organization", "name": brand_name},
        "author": {"@type": "Person", "name": story.author}
        if story.author
        else {"@type": "Organization", "name": brand_name},
    }
    if writer and writer.url:
        data["author"] = {"@type": "Person", "name": story.author or writer.title, "url": absolute(writer.url)}
    if story.url:
        data["mainEntityOfPage"] = data["url"] = absolute(story.url)
    if story.last_published_at:
        data["dateModified"] = story.last_published_at.isoformat()
    if description := story.search_description or story.standfirst:
        data["description"] = description
    if image_url:
        data["image"] = absolute(image_url)
    return data


def person(page: PersonPage, *, brand_name: str, image_url: str = "") -> dict[str, Any]:
    """A ``Person`` who works for the brand, with what is known of them."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": page.title,
        "affiliation": {"@type": "Organization", "name": brand_name, "url": settings.SITE_URL},
    }
    if page.role:
        data["jobTitle"] = page.role
    if description := page.search_description or page.words:
        data["description"] = description
    if page.url:
        data["url"] = absolute(page.url)
    if image_url:
        data["image"] = absolute(image_url)
    return data


def breadcrumbs(steps: list[tuple[str, str]]) -> dict[str, Any]:
    """A ``BreadcrumbList`` of titles and addresses, the page itself last."""
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": absolute(address)}
            for place, (name, address) in enumerate(steps, 1)
        ],
    }


def absolute(address: str) -> str:
    """An address as other sites must name it."""
    return address if address.startswith(("http://", "https://")) else settings.SITE_URL + address


def language_of_page(page: Page) -> str:
    """In which language a page is written: its address says so, and asks nothing."""
    return language_of_path(page.url or "/") or settings.LANGUAGE_CODE
