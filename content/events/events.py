"""Facts that the event room announces."""

from dataclasses import dataclass

from shop.core.events import Event


@dataclass(frozen=True, kw_only=True)
class EventChanged(Event):
    """Places were taken or came free, or what there is of an event was changed or called off."""

    name = "events.event_changed"
    page_id: int
