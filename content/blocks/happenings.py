"""Events inside stories: the rooms of their pages stand above the blocks, so they say here what there is to tell."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

# The name under which block templates find them in their page's context, by page id.
HAPPENINGS_KEY = "happenings"


@dataclass(frozen=True, kw_only=True)
class Happening:
    """An event as a story shows it, at one moment."""

    title: str
    line: str
    url: str
    starts_at: datetime
    end_text: str
    place: str
    is_online: bool
    # For programs, and for people; then what there is to say, with numbers, and what the way to it is called.
    state: str
    state_label: str
    say: str
    action: str


@dataclass(frozen=True, kw_only=True)
class Source:
    """Whose pages they are, where they are fetched in one query, and what is told of them without another."""

    model: type
    chosen: Callable[[], QuerySet[Any]]
    tell: Callable[..., Mapping[int, Happening]]


_sources: list[Source] = []


def connect(source: Source) -> None:
    """Say who knows; called once at start."""
    _sources[:] = [source]


def source() -> Source:
    """Who knows."""
    return _sources[0]


def told(pages: Iterable[Any], *, at: datetime) -> Mapping[int, Happening]:
    """What there is to tell of these pages, by their ids."""
    return source().tell(pages, at=at)
