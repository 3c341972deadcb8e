"""Facts that origin announces."""

from dataclasses import dataclass

from shop.core.events import Event


@dataclass(frozen=True, kw_only=True)
class LotStoryChanged(Event):
    """What shoppers are told of a lot was written, changed, shown or hidden."""

    name = "origin.lot_story_changed"
    lot_id: int
