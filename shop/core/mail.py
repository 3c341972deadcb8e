"""Whether mail can be sent at all."""

from django.conf import settings
from django.utils.translation import gettext as _


def sends_mail() -> bool:
    """Whether there is a mail server."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def require_mail_server() -> None:
    """``OSError`` if there is none: a mail that was given to nobody must not count as sent."""
    if not sends_mail():
        raise OSError(_("No mail server is set up."))
