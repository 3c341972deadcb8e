"""Pure decisions about enquiries."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from shop.core.errors import InvalidInput
from shop.customers.rules import clean_phone
from shop.enquiries.enums import EnquiryState

S = EnquiryState
TRANSITIONS: dict[EnquiryState, frozenset[EnquiryState]] = {
    S.NEW: frozenset({S.ANSWERED, S.CLOSED}),
    S.ANSWERED: frozenset({S.CLOSED, S.NEW}),
    S.CLOSED: frozenset({S.NEW}),
}
MAX_MESSAGE = 1000
# An enquiry is deleted so long after the last thing that was noted about it.
KEEP = timedelta(days=180)
# What a shopper agrees to by sending; kept with the enquiry as it was said. Names ``KEEP``.
CONSENT = _("The shop may keep what I write here to answer me, for 180 days at most, and for nothing else.")


@dataclass(frozen=True, kw_only=True)
class EnquiryData:
    """Who asks what. ``InvalidInput`` names the field that cannot be taken; a phone or a mail address is needed."""

    name: str
    message: str
    phone: str = ""
    email: str = ""

    def __post_init__(self) -> None:
        for name in ("name", "message", "phone", "email"):
            object.__setattr__(self, name, getattr(self, name).strip())
        if not self.name or not self.message:
            raise InvalidInput(_("Please fill in this field."), field="name" if not self.name else "message")
        if len(self.name) > 40 or not self.name.isprintable():
            raise InvalidInput(_("At most %(count)s characters, on one line.") % {"count": 40}, field="name")
        if len(self.message) > MAX_MESSAGE:
            raise InvalidInput(_("At most %(count)s characters.") % {"count": MAX_MESSAGE}, field="message")
        # A null byte is nothing a person types, and nothing the database takes.
        if "\0" in self.message:
            raise InvalidInput(field="message")
        if not self.phone and not self.email:
            raise InvalidInput(_("Leave a mobile number or a mail address, so that we can answer."), field="phone")
        if self.phone:
            object.__setattr__(self, "phone", clean_phone(self.phone))
        if self.email:
            try:
                validate_email(self.email)
            except ValidationError as error:
                raise InvalidInput(_("Enter a mail address, such as name@example.com."), field="email") from error
            if len(self.email) > 254:
                raise InvalidInput(_("Enter a mail address, such as name@example.com."), field="email")

    def fingerprint(self, *, product_id: int, day: date) -> str:
        """Tells a repetition (a double click, a reloaded page) from another question."""
        said = "\n".join([str(product_id), day.isoformat(), self.name, self.phone, self.email.lower(), self.message])
        return hashlib.sha256(said.encode()).hexdigest()


def mask_email(email: str) -> str:
    """``l***@example.com``."""
    name, at, host = email.partition("@")
    return f"{name[:1]}***{at}{host}" if email else ""
