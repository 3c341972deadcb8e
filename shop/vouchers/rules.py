"""Codes and validity. No I/O."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

# Long enough that guessing one of a million open codes takes a million tries; short enough to be read out.
DIGITS = 12
# With two more that check them. Codes that were issued before have none, and stay good.
LENGTH = DIGITS + 2


@dataclass(frozen=True, kw_only=True)
class TermsData:
    """What is promised with a voucher: from when, how long, and where. All of it may be left open."""

    valid_days: int | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    conditions: str = ""


def new_code() -> str:
    """A code nobody can guess."""
    return with_check(f"{secrets.randbelow(10**DIGITS):0{DIGITS}}")


def with_check(digits: str) -> str:
    """The digits and their two check digits: ISO/IEC 7064, MOD 97-10, as in an IBAN."""
    return f"{digits}{98 - int(digits) * 100 % 97:02}"


def is_mistyped(code: str) -> bool:
    """Whether its check digits say that nobody was given this code: a digit is wrong, or two have changed places."""
    return len(code) == LENGTH and int(code) % 97 != 1


def grouped(code: str) -> str:
    """As people read it: ``1234 5678 9012 34``."""
    return " ".join(re.findall(r"\d{1,4}", code))


def read_code(text: str) -> str:
    """The code in what was typed, digits with spaces between them or not; "" if none."""
    digits = "".join(str(int(sign)) for sign in text if sign.isdecimal())
    rest = re.sub(r"[\s\-‐-―]", "", "".join(sign for sign in text if not sign.isdecimal()))
    return digits if len(digits) in {DIGITS, LENGTH} and not rest else ""


def validity(
    *, paid_at: datetime, valid_days: int | None, valid_from: datetime | None, valid_until: datetime | None
) -> tuple[datetime, datetime | None]:
    """From when to when a voucher paid at ``paid_at`` is good; the earlier end counts, None is no end."""
    starts = max(paid_at, valid_from) if valid_from else paid_at
    ends = [end for end in (valid_until, starts + timedelta(days=valid_days) if valid_days else None) if end]
    return starts, min(ends, default=None)
