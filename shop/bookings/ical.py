"""A session as an iCalendar file (RFC 5545), for the calendar of whoever comes."""

import re
from datetime import UTC, datetime

from shop.bookings.models import Session

MEDIA_TYPE = "text/calendar; charset=utf-8"


def calendar_file(session: Session, *, uid: str, title: str, description: str, at: datetime) -> bytes:
    """One event. The same ``uid`` again replaces it, so that a session that moved does so there, too."""
    place = " ".join(filter(None, [session.place.name, session.place.address]))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Microbrand//Sessions//EN",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{_utc(at)}",
        f"DTSTART:{_utc(session.starts_at)}",
        f"DTEND:{_utc(session.ends_at)}",
        f"SUMMARY:{_text(title)}",
        f"LOCATION:{_text(place)}",
        f"DESCRIPTION:{_text(description)}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """Escaped as 3.3.11 says; control characters are not allowed at all."""
    escaped = re.sub(r"([\\;,])", r"\\\1", value.replace("\r\n", "\n")).replace("\n", "\\n")
    return "".join(sign for sign in escaped if sign.isprintable())


def _folded(line: str) -> bytes:
    """Lines of at most 75 octets (3.1), never cut within a character."""
    parts, size = [""], 0
    for sign in line:
        width = len(sign.encode())
        if size + width > 75:
            parts.append(" ")
            size = 1
        parts[-1] += sign
        size += width
    return "".join(f"{part}\r\n" for part in parts).encode()
