"""Background doors of the enquiries."""

from celery import shared_task
from django.utils import timezone

from shop.enquiries import operations


@shared_task(name="enquiries.forget_old")
def forget_old() -> None:
    """Delete what nobody needs any more."""
    operations.forget_old(at=timezone.now())
