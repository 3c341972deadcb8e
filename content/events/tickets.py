"""The ticket of a sign-up: the address of its page, and the QR code that the door scans.

Both carry a signature: whoever holds the link may change the sign-up, and the door tells a forged code before it looks
for anything. Former keys (``SECRET_KEY_FALLBACKS``) hold.
"""

from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.safestring import SafeString

from content.events.errors import TicketForged
from content.events.models import SignUp
from content.events.rules import NUMBER_LENGTH
from shop.core.drawing.qr import qr_svg

_SEPARATOR = "~"


def ticket_path(signup: SignUp) -> str:
    """The page of the ticket."""
    return reverse("events:ticket", args=[_signer("page").sign(str(signup.pk))])


def read_ticket(token: str) -> int | None:
    """The sign-up of a ticket's address; None for one that is not ours."""
    return _read(token, "page")


def quiet_token(signup: SignUp) -> str:
    """What a reminder carries, to want none."""
    return _signer("quiet").sign(str(signup.pk))


def read_quiet(token: str) -> int | None:
    """The sign-up of such a link; None for one that is not ours."""
    return _read(token, "quiet")


def ticket_qr(signup: SignUp) -> SafeString:
    """As SVG, drawn in the page. Scanned by the staff it opens the door's page; nobody else learns anything."""
    code = _signer("door").sign(str(signup.pk))
    return qr_svg(f"{settings.SITE_URL}{reverse('event_desk:check_in')}?code={code}")


def read_scan(text: str) -> int | None:
    """The sign-up in what was scanned; None if it is no QR code but something typed.

    ``TicketForged`` if a signature is there that is not ours.
    """
    text = text.strip()
    if "code=" in text:
        text = parse_qs(urlsplit(text).query).get("code", [""])[0]
    if _SEPARATOR not in text:
        return None
    found = _read(text, "door")
    if found is None:
        raise TicketForged
    return found


def read_number(text: str) -> str:
    """The number of a ticket in what was typed, with blanks or without; "" if it is none."""
    digits = "".join(str(int(sign)) for sign in text if sign.isdecimal())
    rest = "".join(sign for sign in text if not (sign.isdecimal() or sign.isspace()))
    return digits if len(digits) == NUMBER_LENGTH and not rest else ""


def _read(text: str, what: str) -> int | None:
    try:
        value = _signer(what).unsign(text)
    except signing.BadSignature:
        return None
    return int(value) if value.isascii() and value.isdigit() else None


def _signer(what: str) -> signing.Signer:
    return signing.Signer(sep=_SEPARATOR, salt=f"content.events.{what}")
