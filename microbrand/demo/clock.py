"""The demo's clock: steps run in the order of their times, and what they write carries those times."""

import heapq
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry

from shop.core.models import OutboxEvent
from shop.core.operations import outbox

Step = Callable[[datetime], None]


class HandlerFailed(Exception):
    """An event of the demo could not be delivered; the log has the reason."""


class History:
    """Gives what is written the time at which the demo says it was.

    Operations take ``at`` for all they decide; only Wagtail's log and the outbox note the moment of writing.
    """

    _FIELDS = ((ModelLogEntry, "timestamp"), (PageLogEntry, "timestamp"), (OutboxEvent, "created_at"))

    def __init__(self) -> None:
        self._last = {model: _last(model) for model, _field in self._FIELDS}

    @contextmanager
    def at(self, at: datetime) -> Iterator[None]:
        """What is written inside happened ``at``."""
        yield
        for model, field in self._FIELDS:
            if model.objects.filter(pk__gt=self._last[model]).update(**{field: at}):
                self._last[model] = _last(model)


def deliver_events() -> None:
    """Deliver every event that waits, oldest first."""
    while due := outbox.due_events(at=timezone.now()):
        for event_id in due:
            if not outbox.deliver(event_id=event_id):
                raise HandlerFailed(OutboxEvent.objects.get(pk=event_id).name)


class Clock:
    """Runs planned steps up to ``now``; later ones have not happened."""

    def __init__(self, now: datetime, history: History) -> None:
        self.now = now
        self._history = history
        self._steps: list[tuple[datetime, int, Step]] = []
        self._order = itertools.count()

    def plan(self, at: datetime, step: Step) -> None:
        """Have ``step(at)`` run when its time comes."""
        if at <= self.now:
            heapq.heappush(self._steps, (at, next(self._order), step))

    def run(self) -> None:
        """Run everything, oldest first; steps may plan further ones."""
        while self._steps:
            at, _number, step = heapq.heappop(self._steps)
            with self._history.at(at):
                step(at)


def _last(model: type) -> int:
    return int(model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)  # type: ignore[attr-defined]
