"""An event for somebody's calendar (RFC 5545)."""

from datetime import datetime

from django.utils.translation import gettext as _

from content.events.models import EventPage
from shop.core.ical import event_file


def event_calendar(page: EventPage, *, host: str, url: str, at: datetime) -> bytes:
    """The file; the same event has the same identity wherever it was fetched, so a later one takes its place."""
    return event_file(
        uid=f"event-{page.pk}@{host}",
        title=page.title,
        starts_at=page.starts_at,
        ends_at=page.ends_at,
        place=" ".join(filter(None, [page.place, page.address])) if not page.is_online else _("Online"),
        description="\n".join(filter(None, [page.standfirst, url])),
        at=at,
    )
