"""What can be exported: a room registers its lists here, from its app's ``ready``."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

PERSONAL = "orders.view_personal_data"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """For whom and what: the list's filter, and which of the list's ``sensitive`` permissions that person has."""

    by: Any
    query: QueryDict
    sees: frozenset[str]
    at: datetime

    @property
    def personal(self) -> bool:
        """Whether names and numbers of people may be in it unmasked."""
        return PERSONAL in self.sees


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table: its name, the names of its columns, its rows. Amounts are ``Decimal`` yuan, moments are aware."""

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Any]]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A list that can be exported.

    ``matching`` answers with the rows of the list's filter and raises ``InvalidInput`` for a filter that makes no
    sense; ``sheets`` makes tables of them, the first of which is the CSV. Both run in the language of who asks.
    """

    key: str
    label: Any
    permission: str
    matching: Callable[[Asked], QuerySet[Any]]
    sheets: Callable[[Asked, QuerySet[Any]], Sequence[Sheet]]
    # Permissions without which a part of it is masked or left out, as on the screen.
    sensitive: tuple[str, ...] = ()
    # The filter of the list for a period: its first and its last day. For what is sent regularly.
    period: Callable[[date, date], dict[str, str]] | None = None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a list exportable."""
    _kinds[kind.key] = kind


def kinds() -> list[Kind]:
    """Every list that can be exported."""
    return list(_kinds.values())


def get(key: str) -> Kind | None:
    """The list of that key."""
    return _kinds.get(key)
