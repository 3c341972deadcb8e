"""A session as an iCalendar file (RFC 5545), for the calendar of whoever comes."""

from datetime import datetime

from shop.bookings.models import Session
from shop.core.ical import event_file


def calendar_file(session: Session, *, uid: str, title: str, description: str, at: datetime) -> bytes:
    """One event. The same ``uid`` again replaces it, so that a session that moved does so there, too."""
    return event_file(
        uid=uid,
        title=title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        place=" ".join(filter(None, [session.place.name, session.place.address])),
        description=description,
        at=at,
    )
