"""Background doors of the room of revenue."""

from celery import shared_task
from django.utils import timezone

from content.revenue import summing


@shared_task(name="revenue.sum_up")
def sum_up() -> None:
    """Bring the sums up to date, so that whoever looks at them has little to wait for."""
    summing.sum_up(at=timezone.now())
