"""Background doors of shipping."""

from celery import shared_task
from django.utils import timezone

from shop.shipping import operations


@shared_task(name="shipping.ask_due")
def ask_due() -> None:
    """Ask carriers about the parcels whose turn it is."""
    operations.ask_due(at=timezone.now())
