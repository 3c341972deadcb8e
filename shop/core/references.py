"""What speaks of a thing, asked from below: a room knows nothing of the rooms above it, so they register here.

``microbrand/wiring.py`` says who answers for what.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise

# A list for people: each provider names no more than this many.
MOST = 50


@dataclass(frozen=True, kw_only=True)
class Reference:
    """Something that speaks of a thing.

    ``url`` is its place in the admin, for who has ``permission``; ``effect`` says what becomes of it when the thing is
    no longer to be seen ("" for what shoppers do not see anyway).
    """

    kind: str | Promise
    title: str
    url: str = ""
    permission: str = ""
    effect: str | Promise = ""


Provider = Callable[..., Iterable[Reference]]
_providers: dict[type[Model], list[Provider]] = {}


def connect(model: type[Model], *providers: Provider) -> None:
    """Answer for things of ``model``: ``provider(thing, at=…)``, at most ``MOST`` each, with a bounded query count."""
    registered = _providers.setdefault(model, [])
    registered.extend(provider for provider in providers if provider not in registered)


def references_to(thing: Any, *, at: datetime) -> list[Reference]:
    """Everything that speaks of ``thing``; what would break first."""
    found = [row for provider in _providers.get(type(thing), ()) for row in provider(thing, at=at)]
    return sorted(found, key=lambda row: not row.effect)
