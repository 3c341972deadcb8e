"""Decisions without a database: what a venue is at a moment, and how facts of the seller stand in a legal text."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.html import escape

from content.pages.enums import VenueState

# A fact of the seller in a text: {seller_name}.
_FACT = re.compile(r"\{([a-z_]{2,40})\}")


def venue_state(opens_at: datetime, closes_at: datetime, *, at: datetime) -> VenueState:
    """Before, open or over. The beginning belongs to it, the end does not, as with promotions."""
    if at < opens_at:
        return VenueState.BEFORE
    return VenueState.OPEN if at < closes_at else VenueState.OVER


def facts_named(text: str, *, known: Iterable[str]) -> list[str]:
    """The facts that a text asks for, each once, in their order. Other words in braces are words."""
    names = set(known)
    return list(dict.fromkeys(name for name in _FACT.findall(text) if name in names))


def with_facts(html: str, facts: Mapping[str, str], *, missing: Mapping[str, str]) -> str:
    """The text with the seller's facts in it. One that is not given yet is shown as a gap: its name in brackets."""

    def put(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in facts:
            return match.group()
        return escape(facts[name]) if facts[name] else f"〔{escape(missing[name])}〕"

    return _FACT.sub(put, html)
