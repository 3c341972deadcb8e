"""Pure decisions: which of several stands there, and where nothing does. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Protocol


class Planned(Protocol):
    """What decides about a banner."""

    pk: int
    starts_at: datetime
    ends_at: datetime | None
    priority: int


def wins(one: Planned) -> tuple[int, datetime, int]:
    """Of several at the same moment the one with the highest of these stands there."""
    return (one.priority, one.starts_at, one.pk)


@dataclass(frozen=True)
class Span:
    """From one moment to another the same stands in a place: the winner (None: nothing), and who waits behind it."""

    since: datetime
    until: datetime
    winner: Planned | None
    behind: tuple[Planned, ...] = ()


def spans(banners: Iterable[Planned], *, since: datetime, until: datetime) -> Sequence[Span]:
    """What stands in one place from ``since`` to ``until``, without a gap in the telling."""
    planned = [row for row in banners if row.starts_at < until and (row.ends_at is None or row.ends_at > since)]
    moments = {since, until}
    for row in planned:
        moments |= {moment for moment in (row.starts_at, row.ends_at) if moment and since < moment < until}
    edges = sorted(moments)
    found: list[Span] = []
    for begins, ends in pairwise(edges):
        there = sorted(
            (row for row in planned if row.starts_at <= begins and (row.ends_at is None or row.ends_at > begins)),
            key=wins,
            reverse=True,
        )
        span = Span(begins, ends, there[0] if there else None, tuple(there[1:]))
        last = found[-1] if found else None
        if last and (last.winner, last.behind) == (span.winner, span.behind):
            found[-1] = Span(last.since, ends, last.winner, last.behind)
        else:
            found.append(span)
    return found
