"""Background doors of bulk work."""

from celery import shared_task
from django.utils import timezone

from shop.bulk.operations.clear import clear_old_runs


@shared_task(name="bulk.clear_old_runs")
def clear_old() -> None:
    """Throw away files and rows of old imports and bulk edits."""
    clear_old_runs(at=timezone.now())
