"""Pure decisions: what follows what, how long a text is, and what a channel would not take."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any
from unicodedata import east_asian_width

from django.utils.translation import gettext_lazy as _

from content.channels.enums import PieceState as S

# From a state to those that may follow; what is not here is refused. ``S.SENDING`` is entered by the worker alone.
TRANSITIONS: dict[S, frozenset[S]] = {
    S.PLANNED: frozenset({S.DRAFTED, S.DROPPED}),
    S.DRAFTED: frozenset({S.APPROVED, S.DROPPED}),
    S.APPROVED: frozenset({S.DRAFTED, S.SCHEDULED, S.OUT, S.DROPPED}),
    S.SCHEDULED: frozenset({S.DRAFTED, S.APPROVED, S.SENDING, S.OUT, S.DROPPED}),
    S.SENDING: frozenset({S.OUT, S.FAILED}),
    S.FAILED: frozenset({S.DRAFTED, S.SCHEDULED, S.OUT, S.DROPPED}),
    S.OUT: frozenset(),
    S.DROPPED: frozenset({S.DRAFTED}),
}
# States in which the words may still change; doing so asks for another approval.
WRITABLE = frozenset(state for state, follows in TRANSITIONS.items() if S.DRAFTED in follows and state != S.DROPPED) | {
    S.DRAFTED
}


def before(state: S) -> frozenset[S]:
    """The states that may become ``state``."""
    return frozenset(old for old, follows in TRANSITIONS.items() if state in follows)


class Unit(Enum):
    """How a channel counts."""

    CHARACTERS = "characters"
    # Two narrow characters (Latin letters, digits) are one.
    HALVES = "halves"


def length(text: str, unit: Unit = Unit.CHARACTERS) -> int:
    """How long ``text`` is as the channel counts it. A line end is one; what stands around it does not count."""
    text = text.replace("\r\n", "\n").strip()
    if unit is Unit.CHARACTERS:
        return len(text)
    return -(-sum(2 if east_asian_width(character) in "WF" else 1 for character in text) // 2)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a channel takes; 0 of a text: it has no such field. ``source`` says whose figures these are; ``usual`` is
    how long a text of a story is proposed at most.
    """

    title: int = 0
    summary: int = 0
    text: int
    usual: int
    unit: Unit = Unit.CHARACTERS
    least_pictures: int = 0
    pictures: int
    hashtags: int = 0
    source: str


@dataclass(frozen=True)
class Count:
    """How much of a limit is used."""

    field: str
    label: Any
    used: int
    most: int

    @property
    def is_over(self) -> bool:
        return self.used > self.most


_LABELS = {
    "title": _("Title"),
    "summary": _("Summary"),
    "text": _("Text"),
    "hashtags": _("Hashtags"),
    "pictures": _("Pictures"),
}


def counts(limits: Limits, *, title: str, summary: str, text: str, hashtags: str, pictures: int) -> Iterator[Count]:
    """Each field that the channel has, with what is used of it. ``text`` is as it will be sent."""
    for field, value in (("title", title), ("summary", summary), ("text", text)):
        if most := getattr(limits, field):
            yield Count(field, _LABELS[field], length(value, limits.unit), most)
    if limits.hashtags:
        yield Count("hashtags", _LABELS["hashtags"], len(tags_of(hashtags)), limits.hashtags)
    yield Count("pictures", _LABELS["pictures"], pictures, limits.pictures)


def tags_of(text: str) -> list[str]:
    """Hashtags typed in any way, once each: ``#霜降 #柿子#，果园`` → 霜降, 柿子, 果园."""
    return list(dict.fromkeys(word for word in re.split(r"[\s#＃,，、;；]+", text) if word))


def shortened(text: str, most: int, unit: Unit = Unit.CHARACTERS) -> str:
    """As many whole paragraphs as fit; of a first one that is too long, its sentences; else a cut with an ellipsis."""
    if length(text, unit) <= most:
        return text.strip()
    for ends in ("\n\n", "。"):
        kept = ""
        for part in re.split(f"(?<={ends})", text.strip()):
            if length(kept + part, unit) > most:
                break
            kept += part
        if kept.strip():
            return kept.strip()
    while text and length(text, unit) >= most:
        text = text[:-1]
    return f"{text.strip()}…"


def retry_delay_seconds(attempts: int) -> int:
    """How long to wait after so many attempts: one minute, doubling, an hour at most."""
    return int(min(60 * 2 ** max(0, attempts - 1), 3600))
