"""Facts published by this room."""

from dataclasses import dataclass

from shop.core.events import Event


@dataclass(frozen=True)
class TalkChanged(Event):
    """What readers see below a page has changed."""

    name = "talk.changed"

    remark_id: int


@dataclass(frozen=True)
class TalkRulesChanged(Event):
    """Who may write below pages, or below one of them, has changed."""

    name = "talk.rules_changed"
