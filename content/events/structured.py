"""What search engines are told about an event (schema.org)."""

from typing import Any

from content.events.enums import EventState
from content.events.models import EventPage
from content.stories.structured import absolute

_SCHEMA = "https://schema.org/"
_SOLD_OUT = (EventState.FULL, EventState.CLOSED)


def event_data(
    page: EventPage, *, state: EventState, free: int, brand_name: str, image_url: str = ""
) -> dict[str, Any]:
    """An ``Event``. Facts that are not known are left out."""
    mode = "OnlineEventAttendanceMode" if page.is_online else "OfflineEventAttendanceMode"
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": page.title,
        "startDate": page.starts_at.isoformat(),
        "endDate": page.ends_at.isoformat(),
        "eventStatus": _SCHEMA + ("EventCancelled" if state == EventState.CANCELLED else "EventScheduled"),
        "eventAttendanceMode": _SCHEMA + mode,
        "organizer": {"@type": "Organization", "name": brand_name},
        "location": _location(page),
    }
    if page.url:
        data["url"] = absolute(page.url)
    if description := page.search_description or page.standfirst:
        data["description"] = description
    if image_url:
        data["image"] = absolute(image_url)
    if state != EventState.PAID:
        availability = "SoldOut" if state in _SOLD_OUT else "InStock"
        data["isAccessibleForFree"] = True
        data["offers"] = {
            "@type": "Offer",
            "price": "0",
            "priceCurrency": "CNY",
            "availability": _SCHEMA + availability,
        }
        if page.url:
            data["offers"]["url"] = absolute(page.url)
    if page.places:
        data["maximumAttendeeCapacity"] = page.places.capacity
        data["remainingAttendeeCapacity"] = free
    return data


def _location(page: EventPage) -> dict[str, Any]:
    if page.is_online:
        return {"@type": "VirtualLocation", "url": absolute(page.url or "/")}
    place: dict[str, Any] = {"@type": "Place", "name": page.place}
    if page.address:
        place["address"] = page.address
    return place
