"""Background doors of exports."""

from celery import shared_task
from django.utils import timezone

from shop.exports.operations.schedules import send_due
from shop.exports.operations.tidy import forget_expired


@shared_task(name="exports.send_due")
def send_due_exports() -> None:
    """Send what is due."""
    send_due(at=timezone.now())


@shared_task(name="exports.forget_expired")
def forget_expired_exports() -> None:
    """Forget what nobody may fetch any more."""
    forget_expired(at=timezone.now())
