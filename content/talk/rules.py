"""Pure decisions about readers' words."""

import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from content.talk.enums import RemarkKind
from shop.core.errors import InvalidInput
from shop.customers.rules import clean_phone

MAX_NAME = 16
MAX_TEXT = 500
MAX_ANSWER = 1000
# So many of one person wait to be read at most.
MOST_HELD = 5
# A refused remark stands against its writer so long.
REMEMBER_REFUSAL = timedelta(days=365)
# A number of somebody who has not bought is forgotten so long after the last change; it is needed for nothing else.
KEEP_PHONE = timedelta(days=180)

_LINK = re.compile(
    r"https?:|www\.|[a-z0-9-]+\s*[.。]\s*(?:com|cn|net|org|top|xyz|vip|shop|cc|io|me|info|club|site)\b",
    re.IGNORECASE,
)
# Numbers to call or to add: mobile numbers, QQ and WeChat names behind the usual words.
_CONTACT = re.compile(
    r"(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)"
    r"|(?:微信|薇信|威信|v信|vx|wx|wechat|qq|扣扣)\s*(?:号|群)?\s*[:：]?\s*[a-z0-9_-]{5,}|@[\w.-]+\.[a-z]{2,}",
    re.IGNORECASE,
)
# Names that would pass for the brand's own.
_OFFICIAL = ("官方", "客服", "店主", "管理员", "掌柜", "official", "admin", "support", "staff")


@dataclass(frozen=True, kw_only=True)
class RemarkData:
    """What somebody writes. ``InvalidInput`` names the field that cannot be taken."""

    kind: str
    name: str
    text: str
    phone: str = ""

    def __post_init__(self) -> None:
        if self.kind not in RemarkKind.values:
            raise InvalidInput(field="kind")
        object.__setattr__(self, "name", " ".join(self.name.split()))
        object.__setattr__(self, "text", checked_text(self.text))
        if not self.name:
            raise InvalidInput(_("Please fill in this field."), field="name")
        if len(self.name) > MAX_NAME or not self.name.isprintable():
            raise InvalidInput(_("At most %(count)s characters, on one line.") % {"count": MAX_NAME}, field="name")
        if says_contact(self.name):
            raise InvalidInput(_("A name without links and numbers, please."), field="name")
        if any(word in self.name.lower() for word in _OFFICIAL):
            raise InvalidInput(_("This name would pass for ours. Please take another."), field="name")
        if self.phone.strip():
            object.__setattr__(self, "phone", clean_phone(self.phone))
        else:
            object.__setattr__(self, "phone", "")


def checked_text(text: str) -> str:
    """What may be written by a stranger: 1 to 500 characters, no links, nothing to call or to add."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise InvalidInput(_("Please fill in this field."), field="text")
    if len(text) > MAX_TEXT:
        raise InvalidInput(_("At most %(count)s characters.") % {"count": MAX_TEXT}, field="text")
    if not all(sign.isprintable() or sign == "\n" for sign in text):
        raise InvalidInput(_("There is a character in it that cannot be shown."), field="text")
    if says_contact(text):
        raise InvalidInput(_("Please leave links, phone numbers and chat names out: everybody reads it."), field="text")
    return text


def says_contact(text: str) -> bool:
    """Whether there is an address in it, or a number to call or to add."""
    return bool(_LINK.search(text) or _CONTACT.search(text))


def fingerprint(*, customer_id: int, place: str, text: str) -> str:
    """Tells a repetition (a double click, a reloaded page) from another remark."""
    return hashlib.sha256(f"{customer_id}\n{place}\n{text}".encode()).hexdigest()
