"""Background doors of customers."""

from celery import shared_task
from django.utils import timezone

from shop.customers import erasing


@shared_task(name="customers.erase_due")
def erase_due() -> None:
    """Forget those whose day has come."""
    erasing.erase_due(at=timezone.now())
