"""Background doors of the bin."""

from celery import shared_task

from content.bin import operations


@shared_task(name="bin.remove_old")
def remove_old() -> None:
    """Empty what has lain long enough."""
    operations.remove_old()
