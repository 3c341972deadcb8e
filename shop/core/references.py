"""What speaks of a thing, asked from below: a room knows nothing of the rooms above it, so they register here.

``microbrand/wiring.py`` says who answers for what.
"""

from collections.abc import Callable, Container, Iterable, Sequence
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


Provider = Callable[..., Iterable[tuple[int, Reference]]]
_providers: dict[type[Model], list[Provider]] = {}


def connect(model: type[Model], *providers: Provider) -> None:
    """Answer for things of ``model``: ``provider(things, at=…, gone=…)`` gives pairs of a thing's id and what speaks of
    it, with as many queries for many things as for one. ``gone`` are the ids of all that go together with these.
    """
    registered = _providers.setdefault(model, [])
    registered.extend(provider for provider in providers if provider not in registered)


def references_to_each(things: Sequence[Any], *, at: datetime, gone: Container[int] = ()) -> dict[int, list[Reference]]:
    """By id of these things of one model: everything that speaks of them; what would break first."""
    found: dict[int, list[Reference]] = {thing.pk: [] for thing in things}
    for provider in _providers.get(type(things[0]), ()) if things else ():
        named: dict[int, int] = {}
        for pk, row in provider(things, at=at, gone=gone):
            named[pk] = named.get(pk, 0) + 1
            if named[pk] <= MOST:
                found[pk].append(row)
    return {pk: sorted(rows, key=lambda row: not row.effect) for pk, rows in found.items()}


def references_to(thing: Any, *, at: datetime) -> list[Reference]:
    """Everything that speaks of ``thing``; what would break first."""
    return references_to_each([thing], at=at)[thing.pk]
