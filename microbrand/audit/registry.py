"""The checks by name, and how they are run."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nsmallest
from typing import Any

from django.db import connection
from django.db.models import QuerySet

# What the outbox and the sweeps do after a commit must be done by then.
GRACE = timedelta(minutes=10)
EXAMPLES = 5

Rows = QuerySet[Any, Any]
Found = tuple[int, list[Rows | list[str]]]


@dataclass(frozen=True)
class Result:
    """What one check found: rows looked at, breaches, and the first of them by name."""

    name: str
    row_count: int
    breach_count: int
    examples: tuple[str, ...]


_checks: dict[str, Callable[[datetime], Found]] = {}


def check(name: str) -> Callable[[Callable[[datetime], Found]], Callable[[datetime], Found]]:
    """Register a check under the name that the command prints."""

    def register(function: Callable[[datetime], Found]) -> Callable[[datetime], Found]:
        _checks[name] = function
        return function

    return register


def names() -> list[str]:
    """Every check, in the order of running."""
    return list(_checks)


def run(*, at: datetime, only: Iterable[str] | None = None) -> Iterator[Result]:
    """Run the checks, all or the named ones, one by one."""
    for name in names() if only is None else only:
        row_count, suspects = _checks[name](at)
        breach_count, examples = 0, []
        for wrong in suspects:
            if isinstance(wrong, list):
                breach_count += len(wrong)
                examples += wrong
            else:
                # No ORDER BY, no LIMIT: with them the planner expects many breaches and walks the table row by row.
                pks = list(wrong.order_by().values_list("pk", flat=True))
                breach_count += len(pks)
                examples += [f"{wrong.model._meta.label_lower} {pk}" for pk in nsmallest(EXAMPLES, pks)]
        yield Result(name, row_count, breach_count, tuple(examples[:EXAMPLES]))


def differing(columns: str, *parts: tuple[str, str, str]) -> list[tuple[Any, ...]]:
    """Keys whose units do not cancel out over several tables: (table, expression of units, condition) each.

    The ORM cannot join two tables by plain columns, and a subquery for each row is quadratic.
    """
    rows = " UNION ALL ".join(
        f"SELECT {columns}, {units} AS units FROM {table} WHERE {condition}"  # noqa: S608 names of our own tables
        for table, units, condition in parts
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM ({rows}) AS entries "  # noqa: S608
            f"GROUP BY {columns} HAVING SUM(units) <> 0 ORDER BY {columns}"
        )
        return list(cursor.fetchall())
