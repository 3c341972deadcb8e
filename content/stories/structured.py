"""What search engines are told about a story (schema.org)."""

from typing import Any

from django.conf import settings

from content.stories.models import StoryPage


def article(story: StoryPage, *, brand_name: str, image_url: str = "") -> dict[str, Any]:
    """An ``Article``. Facts that are not known are left out."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": story.title,
        "datePublished": story.published_on.isoformat(),
        "inLanguage": "zh-Hans",
        "publisher": {"@type": "Organization", "name": brand_name},
        "author": {"@type": "Person", "name": story.author}
        if story.author
        else {"@type": "Organization", "name": brand_name},
    }
    if story.url:
        data["mainEntityOfPage"] = data["url"] = absolute(story.url)
    if story.last_published_at:
        data["dateModified"] = story.last_published_at.isoformat()
    if description := story.search_description or story.standfirst:
        data["description"] = description
    if image_url:
        data["image"] = absolute(image_url)
    return data


def absolute(address: str) -> str:
    """An address as other sites must name it."""
    return address if address.startswith(("http://", "https://")) else settings.SITE_URL + address
