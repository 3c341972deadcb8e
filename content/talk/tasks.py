"""Background doors of readers' words."""

from celery import shared_task
from django.utils import timezone

from content.talk import operations


@shared_task(name="talk.forget_phones")
def forget_phones() -> None:
    """Numbers that nobody needs any more."""
    operations.forget_phones(at=timezone.now())
