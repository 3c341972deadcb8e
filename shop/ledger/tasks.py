"""Background doors of the books."""

from celery import shared_task
from django.utils import timezone

from shop.ledger import summing


@shared_task(name="ledger.sum_up")
def sum_up() -> None:
    """Keep the sums of what was booked since the last time."""
    summing.sum_up(at=timezone.now())
