"""Codes and validity. No I/O."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

# Long enough that guessing one of a million open codes takes a million tries; short enough to be read out.
DIGITS = 12


@dataclass(frozen=True, kw_only=True)
class TermsData:
    """What is promised with a voucher: from when, how long, and where. All of it may be left open."""

    valid_days: int | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    conditions: str = ""


def new_code() -> str:
    """A code nobody can guess."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def grouped(code: str) -> str:
    """As people read it: ``1234 5678 9012``."""
    return " ".join(re.findall(r"\d{1,4}", code))


def read_code(text: str) -> str:
    """The code in what was typed, digits with spaces between them or not; "" if none."""
    digits = "".join(str(int(sign)) for sign in text if sign.isdecimal())
    rest = re.sub(r"[\s\-‐-―]", "", "".join(sign for sign in text if not sign.isdecimal()))
    return digits if len(digits) == DIGITS and not rest else ""


def validity(
    *, paid_at: datetime, valid_days: int | None, valid_from: datetime | None, valid_until: datetime | None
) -> tuple[datetime, datetime | None]:
    """From when to when a voucher paid at ``paid_at`` is good; the earlier end counts, None is no end."""
    starts = max(paid_at, valid_from) if valid_from else paid_at
    ends = [end for end in (valid_until, starts + timedelta(days=valid_days) if valid_days else None) if end]
    return starts, min(ends, default=None)
