"""Background doors of the event room."""

from celery import shared_task
from django.utils import timezone

from content.events import operations


@shared_task(name="events.settle_due")
def settle_due() -> None:
    """Let offers go that have run out, so that the next in line are asked."""
    operations.settle_due(at=timezone.now())


@shared_task(name="events.forget_people")
def forget_people() -> None:
    """Remove what is known of people some time after their event."""
    operations.forget_people(at=timezone.now())
