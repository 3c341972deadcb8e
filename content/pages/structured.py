"""What search engines are told about pages (schema.org)."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from content.pages.models import VenuePage
from content.stories.models import ToldPage
from content.stories.structured import absolute


def collection_of(page: ToldPage, things: Iterable[Any], *, brand_name: str) -> dict[str, Any]:
    """A ``CollectionPage`` of stories or products, in order."""
    rows = [
        {"@type": "ListItem", "position": place, "name": thing.title, "url": absolute(thing.get_absolute_url())}
        for place, thing in enumerate(things, 1)
    ]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "name": page.title,
        "url": absolute(page.get_absolute_url()),
        "publisher": {"@type": "Organization", "name": brand_name},
        "mainEntity": {"@type": "ItemList", "numberOfItems": len(rows), "itemListElement": rows},
    }
    if description := page.search_description or page.standfirst:
        data["description"] = description
    return data


def event_of(page: VenuePage, *, brand_name: str, image_url: str = "") -> dict[str, Any]:
    """A ``SaleEvent`` that takes place here."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "SaleEvent",
        "name": page.title,
        "startDate": page.opens_at.isoformat(),
        "endDate": page.closes_at.isoformat(),
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": absolute(page.get_absolute_url())},
        "organizer": {"@type": "Organization", "name": brand_name, "url": settings.SITE_URL},
    }
    if description := page.search_description or page.standfirst:
        data["description"] = description
    if image_url:
        data["image"] = absolute(image_url)
    return data
