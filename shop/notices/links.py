"""Signed links of the mails: whoever holds one holds the mailbox it was sent to."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from shop.notices.rules import CONFIRM_WITHIN

_CONFIRM, _LEAVE = "notices.confirm", "notices.leave"


def confirm_url(subscription_id: int) -> str:
    """Absolute address of the page with the button that says yes."""
    return _url("storefront:notice_confirm", signing.dumps(subscription_id, salt=_CONFIRM))


def leave_url(subscription_id: int) -> str:
    """Absolute address that ends it: a page with a button, and for mail programs a POST (RFC 8058)."""
    return _url("storefront:notice_leave", signing.dumps(subscription_id, salt=_LEAVE))


def _url(name: str, token: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[token])}"


def read_confirm(token: str) -> int | None:
    """The subscription of a link that is ours and not too old."""
    return _read(token, salt=_CONFIRM, max_age=int(CONFIRM_WITHIN.total_seconds()))


def read_leave(token: str) -> int | None:
    """The subscription of a link that is ours, however old."""
    return _read(token, salt=_LEAVE, max_age=None)


def _read(token: str, *, salt: str, max_age: int | None) -> int | None:
    try:
        value = signing.loads(token, salt=salt, max_age=max_age)
    except signing.BadSignature:
        return None
    return value if isinstance(value, int) else None
