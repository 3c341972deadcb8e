"""A stage for two: the first actor stops in mid-transaction, the second meets what the first has not committed yet.

No test here hopes for an unlucky moment: the moment is made. ``meet`` stops the first thread right after the statement
under test, lets the second run until it has finished or PostgreSQL says that it waits for a lock, and only then lets
the first go on. ``crowd`` lets many go at once, for what nobody thought of.
"""

import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.db import connection

PATIENCE = 20
Work = Callable[[], Any]


class Actor(threading.Thread):
    """Runs work on a connection of its own; keeps its result or its exception."""

    def __init__(self, work: Work, *, pause_after: str = "", start_with: threading.Barrier | None = None) -> None:
        super().__init__(daemon=True)
        self.work, self.pause_after, self.start_with = work, pause_after, start_with
        self.paused, self.go_on = threading.Event(), threading.Event()
        self.result: Any = None

    def run(self) -> None:
        try:
            if self.start_with:
                self.start_with.wait(PATIENCE)
            with connection.execute_wrapper(self._watch) if self.pause_after else nullcontext():
                self.result = self.work()
        except Exception as error:
            self.result = error
        finally:
            connection.close()

    def _watch(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if self.pause_after in sql and not self.paused.is_set():
            self.paused.set()
            assert self.go_on.wait(PATIENCE)
        return result

    def finish(self) -> Any:
        self.go_on.set()
        self.join(PATIENCE)
        assert not self.is_alive(), "an actor hangs"
        return self.result


@dataclass(frozen=True)
class Encounter:
    """Results (or exceptions) of both, and whether the second had to wait for the first."""

    first: Any
    second: Any
    waited: bool


def meet(first: Work, second: Work, *, after: str) -> Encounter:
    """Stop ``first`` right after its first statement that contains ``after``, then let ``second`` come."""
    one, two = Actor(first, pause_after=after), Actor(second)
    one.start()
    assert one.paused.wait(PATIENCE), f"no statement contains {after!r}; {one.finish()!r}"
    two.start()
    waited = _until_done_or_waiting(two)
    one_result = one.finish()
    return Encounter(one_result, two.finish(), waited)


def _until_done_or_waiting(actor: Actor) -> bool:
    deadline = time.monotonic() + PATIENCE
    while actor.is_alive() and time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return True
        actor.join(0.01)
    assert not actor.is_alive(), "the second neither finishes nor waits for a lock"
    return False


def crowd(*works: Work) -> list[Any]:
    """Let all go at the same moment; their results or exceptions, in order."""
    barrier = threading.Barrier(len(works))
    actors = [Actor(work, start_with=barrier) for work in works]
    for actor in actors:
        actor.start()
    return [actor.finish() for actor in actors]
