"""Deleting what somebody may want back: the room above that keeps it registers here, and without it it is deleted.

``microbrand/wiring.py`` says who keeps.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction
from django.db.models import Model


class Keeper(Protocol):
    """Takes a thing out of its table so that it can be brought back by whoever has ``permission``."""

    def __call__(self, *, by: Any, thing: Model, permission: str, at: datetime) -> object: ...


_keepers: list[Keeper] = []
_announcers: dict[type[Model], Callable[[Any], None]] = {}


def connect(keeper: Keeper) -> None:
    """Keep what is deleted."""
    _keepers[:] = [keeper]


def on_return(model: type[Model], announce: Callable[[Any], None]) -> None:
    """Tell what hears of a thing of ``model`` by other ways than ``post_save`` that it is back."""
    _announcers[model] = announce


@transaction.atomic
def delete(*, by: Any, thing: Model, permission: str, at: datetime) -> None:
    """Delete ``thing`` with all that goes along; whoever has ``permission`` may bring it back for a time."""
    for keeper in _keepers:
        keeper(by=by, thing=thing, permission=permission, at=at)
    if thing.pk is not None:
        thing.delete()


def announce(thing: Model) -> None:
    """It is back."""
    if told := _announcers.get(type(thing)):
        told(thing)
