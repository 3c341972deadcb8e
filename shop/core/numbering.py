"""Numbers that people read aloud: a date and random digits, so that nobody can count a shop's orders."""

import secrets
from datetime import datetime

from django.utils import timezone


def new_number(at: datetime) -> str:
    """``2611241234567``: local date (yymmdd) and seven random digits. The caller's unique constraint decides."""
    return f"{timezone.localtime(at):%y%m%d}{secrets.randbelow(10_000_000):07d}"
