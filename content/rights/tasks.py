"""Background doors of the register."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone, translation

from content.rights import operations


@shared_task(name="rights.remind")
def remind() -> None:
    """Tell of rights that end."""
    with translation.override(settings.LANGUAGE_CODE):
        operations.remind(at=timezone.now())
