"""Moments of a film as people write them."""

import re

_TIME = re.compile(r"(?:(\d{1,2})[:：])?([0-5]?\d)[:：]([0-5]\d)")


def seconds_of(text: str) -> int | None:
    """``0:42`` → 42, ``1:02:03`` → 3723; None for anything else."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds
