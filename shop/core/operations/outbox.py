"""Deliver stored events."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from shop.core import events
from shop.core.models import OutboxEvent

log = structlog.get_logger(__name__)


def deliver(*, event_id: int, at: datetime | None = None) -> bool:
    """Run the handlers of one event in one transaction with the mark that it was delivered.

    True if this call delivered it, False if it was already done or another worker is at it. A failing
    handler rolls everything back; the event is tried again later (2, 4, 8 … seconds, at most an hour).
    """
    at = at or timezone.now()
    try:
        with transaction.atomic():
            # The guarded update takes the row's lock: a second deliverer waits, then sees 0 rows.
            if not OutboxEvent.objects.filter(pk=event_id, delivered_at=None).update(delivered_at=at):
                return False
            event = OutboxEvent.objects.get(pk=event_id)
            events.handle(event.name, event.payload)
    except Exception as error:  # any handler's fault is the event's, never the sweep's
        log.exception("event_failed", event_id=event_id)
        attempts = OutboxEvent.objects.values_list("attempts", flat=True).get(pk=event_id) + 1
        OutboxEvent.objects.filter(pk=event_id, delivered_at=None).update(
            attempts=attempts,
            retry_at=at + timedelta(seconds=min(2**attempts, 3600)),
            error=f"{type(error).__name__}: {error}"[:2000],
        )
        return False
    return True


def due_events(*, at: datetime, limit: int = 200) -> list[int]:
    """Ids of events that should have been delivered by now, oldest first."""
    return list(
        OutboxEvent.objects.filter(delivered_at=None, retry_at__lte=at)
        .order_by("id")
        .values_list("id", flat=True)[:limit]
    )
