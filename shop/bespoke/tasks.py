"""Background doors of custom work."""

from celery import shared_task
from django.utils import timezone

from shop.bespoke import operations


@shared_task(name="bespoke.act_due")
def act_due() -> None:
    """Write down what time has decided."""
    operations.act_due(at=timezone.now())
