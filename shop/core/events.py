"""Facts that other rooms react to. They go through the outbox: written with the change, delivered at least once.

A room declares its events as frozen dataclasses in ``events.py``; ``microbrand/wiring.py`` says who listens.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, ClassVar

from django.db import transaction

from shop.core.compiled import insert
from shop.core.models import OutboxEvent

Handler = Callable[[Any], None]

_types: dict[str, type["Event"]] = {}
_handlers: dict[str, list[Handler]] = {}
_at_once: dict[str, list[Callable[[], None]]] = {}


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events. Fields are JSON values (ids, numbers, text); ``name`` is stable and unique."""

    name: ClassVar[str]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.name in _types and _types[cls.name].__qualname__ != cls.__qualname__:
            msg = f"two events are named {cls.name}"
            raise TypeError(msg)
        _types[cls.name] = cls


def connect(event_type: type[Event], *handlers: Handler) -> None:
    """Listen: handlers run in order, in the delivering transaction, and must be idempotent."""
    registered = _handlers.setdefault(event_type.name, [])
    registered.extend(handler for handler in handlers if handler not in registered)


def connect_at_once(event_type: type[Event], *reactions: Callable[[], None]) -> None:
    """Run ``reactions`` right after the commit, in the process that committed.

    Only for what is quick and harmless to lose: it is lost when the process dies or the reaction fails. Connect a
    handler too, which makes up for it.
    """
    registered = _at_once.setdefault(event_type.name, [])
    registered.extend(reaction for reaction in reactions if reaction not in registered)


def publish(*events: Event) -> None:
    """Store events in the caller's transaction; delivery starts after the commit, or by the next sweep."""
    rows = [OutboxEvent(name=event.name, payload=asdict(event)) for event in events]
    insert(*rows)
    from shop.core.tasks import deliver_event, enqueue

    for name in dict.fromkeys(event.name for event in events):
        for reaction in _at_once.get(name, ()):
            transaction.on_commit(reaction, robust=True)
    for row in rows:
        transaction.on_commit(partial(enqueue, deliver_event, row.pk))


def handle(name: str, payload: dict[str, Any]) -> None:
    """Call every handler of a stored event."""
    event_type = _types[name]
    event = event_type(**payload)
    for handler in _handlers.get(name, ()):
        handler(event)
