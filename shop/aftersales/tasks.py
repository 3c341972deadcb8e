"""Background doors of after-sales."""

from celery import shared_task
from django.utils import timezone

from shop.aftersales import operations


@shared_task(name="aftersales.act_due")
def act_due() -> None:
    """Do what time has decided."""
    operations.act_due(at=timezone.now())
