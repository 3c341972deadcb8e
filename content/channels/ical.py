"""The calendar for other programs (RFC 5545), at an address that is signed for one person.

It shows what that person may see, and ends with their password, their permission or their account.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from content.channels.models import Piece
from shop.core.ical import folded, moment, text

_SALT = "channels.calendar"
_LENGTH = timedelta(minutes=15)


def _key(user: Any) -> str:
    return salted_hmac(_SALT, user.password).hexdigest()[:16]


def feed_address(user: Any) -> str:
    """The path of somebody's own feed."""
    return reverse("channels:feed", args=[signing.dumps([user.pk, _key(user)], salt=_SALT)])


def reader_of(token: str) -> Any:
    """Whose feed it is; None if it is nobody's any more."""
    try:
        pk, key = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = get_user_model().objects.filter(pk=pk, is_active=True).first()
    if user is None or not constant_time_compare(_key(user), str(key)) or not user.has_perm("channels.view_piece"):
        return None
    return user


def calendar(pieces: Iterable[Piece], *, name: str, at: datetime) -> str:
    """The pieces that have a moment, as a calendar."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Microbrand//Channels//EN", f"X-WR-CALNAME:{text(name)}"]
    for piece in pieces:
        lines += _event(piece, at)
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(piece: Piece, at: datetime) -> Iterator[str]:
    begins = piece.out_at or piece.goes_out_at
    if begins is None:
        return
    host = settings.SITE_URL.partition("://")[2]
    yield "BEGIN:VEVENT"
    yield f"UID:piece-{piece.pk}@{host}"
    yield f"DTSTAMP:{moment(at)}"
    yield f"DTSTART:{moment(begins)}"
    yield f"DTEND:{moment(begins + _LENGTH)}"
    yield f"SUMMARY:{text(f'{piece} ({piece.get_state_display()})')}"
    yield f"URL:{settings.SITE_URL}{piece.get_absolute_url()}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"
