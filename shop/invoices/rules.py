"""Pure decisions about invoices."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from shop.core.errors import InvalidInput
from shop.invoices.enums import InvoiceState as S
from shop.invoices.enums import TitleKind

TRANSITIONS: dict[S, frozenset[S]] = {
    S.REQUESTED: frozenset({S.ISSUED, S.DECLINED, S.WITHDRAWN}),
    S.ISSUED: frozenset({S.REVERSED}),
    S.DECLINED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.REVERSED: frozenset(),
}

MAX_TITLE = 100
MAX_FILE_BYTES = 5 * 1024 * 1024

# 统一社会信用代码, GB 32100-2015: 17 characters of this alphabet and one that checks them.
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_UNIFIED = re.compile(rf"[{_ALPHABET}]{{18}}")
# Older numbers (纳税人识别号) that some still have; they check nothing.
_OLDER = re.compile(r"[0-9A-Z]{15}|[0-9A-Z]{20}")
# An electronic invoice has 20 digits; older ones a code of 10 or 12 and a number of 8.
_NUMBER = re.compile(r"[0-9]{8,20}|[0-9]{10,12}-[0-9]{8}")


@dataclass(frozen=True)
class TitleData:
    """Whom an invoice is for, as it was checked."""

    kind: TitleKind
    title: str
    tax_number: str = ""


def clean_title(*, kind: str, title: str, tax_number: str) -> TitleData:
    """What somebody typed as the title of an invoice. ``InvalidInput`` names the field that is wrong."""
    if kind not in TitleKind.values:
        raise InvalidInput(_("Choose whom the invoice is for."), field="kind")
    title = " ".join(title.split())
    if not 2 <= len(title) <= MAX_TITLE or not title.isprintable() or title.isdecimal():
        raise InvalidInput(_("Write the name as it should stand on the invoice."), field="title")
    if kind == TitleKind.PERSON:
        return TitleData(TitleKind.PERSON, title)
    return TitleData(TitleKind.COMPANY, title, clean_tax_number(tax_number))


def clean_tax_number(text: str) -> str:
    """A company's tax number without spaces, in capitals. ``InvalidInput`` if there is no such number."""
    number = "".join(text.split()).upper()
    if not (_UNIFIED.fullmatch(number) and _checks(number)) and not _OLDER.fullmatch(number):
        raise InvalidInput(
            _("This is not a tax number. It has 18 characters (older ones 15 or 20); please compare each."),
            field="tax_number",
        )
    return number


def _checks(number: str) -> bool:
    total = sum(_ALPHABET.index(sign) * pow(3, place, 31) for place, sign in enumerate(number[:17]))
    return _ALPHABET[-total % 31] == number[17]


def clean_number(text: str) -> str:
    """An invoice's number without spaces. ``InvalidInput`` if it is none."""
    number = "".join(text.split())
    if not _NUMBER.fullmatch(number):
        raise InvalidInput(_("An invoice's number has 20 digits, or a code and 8 digits."), field="number")
    return number


def check_pdf(head: bytes, tail: bytes, size: int) -> None:
    """Whether a file is a whole PDF, by its first and last kilobyte. ``InvalidInput`` if it is not."""
    if size > MAX_FILE_BYTES:
        raise InvalidInput(_("The file is larger than 5 MB."), field="file")
    if not head.startswith(b"%PDF-") or b"%%EOF" not in tail:
        raise InvalidInput(_("This is not a PDF, or not all of it."), field="file")
