"""Background doors of the room of claims."""

from celery import shared_task
from django.utils import timezone

from content.claims import operations


@shared_task(name="claims.count")
def count() -> None:
    """Count all claims for the list: orders and cases come by themselves."""
    operations.count_claims(at=timezone.now())
