"""Facts published by this room."""

from dataclasses import dataclass

from shop.core.events import Event


@dataclass(frozen=True)
class TalkChanged(Event):
    """What readers see below a page has changed, or who may write there."""

    name = "talk.changed"

    remark_id: int | None
