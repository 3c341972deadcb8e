"""Lines of iCalendar files (RFC 5545): moments, text, folding; and a file of one event."""

import re
from datetime import UTC, datetime

MEDIA_TYPE = "text/calendar; charset=utf-8"
# Octets of a line (3.1).
_LINE = 75


def event_file(
    *, uid: str, title: str, starts_at: datetime, ends_at: datetime, place: str, description: str, at: datetime
) -> bytes:
    """A calendar of one event. The same ``uid`` again replaces it, so that an event that moved does so there, too."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Microbrand//Sessions//EN",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{moment(at)}",
        f"DTSTART:{moment(starts_at)}",
        f"DTEND:{moment(ends_at)}",
        f"SUMMARY:{text(title)}",
        f"LOCATION:{text(place)}",
        f"DESCRIPTION:{text(description)}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def moment(at: datetime) -> str:
    """In UTC."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def text(value: str) -> str:
    """Escaped as 3.3.11 says; control characters are not allowed at all."""
    escaped = re.sub(r"([\\;,])", r"\\\1", value.replace("\r\n", "\n")).replace("\n", "\\n")
    return "".join(sign for sign in escaped if sign.isprintable())


def folded(line: str) -> str:
    """Broken after at most 75 octets, never within a character."""
    parts, size = [""], 0
    for sign in line:
        width = len(sign.encode())
        if size + width > _LINE:
            # What follows a break begins with a blank.
            parts.append(" ")
            size = 1
        parts[-1] += sign
        size += width
    return "\r\n".join(parts)
