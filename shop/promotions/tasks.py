"""Background doors of promotions."""

from celery import shared_task
from django.utils import timezone

from shop.promotions.operations import announce_due as announce_due_operation


@shared_task(name="promotions.announce_due")
def announce_due() -> None:
    """Announce starts and ends that have come."""
    announce_due_operation(at=timezone.now())
