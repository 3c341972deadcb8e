"""Background doors of the event room."""

from celery import shared_task
from django.utils import timezone

from content.events import operations
from shop.core.tasks import enqueue


@shared_task(name="events.settle_due")
def settle_due() -> None:
    """Let offers go that have run out, so that the next in line are asked."""
    operations.settle_due(at=timezone.now())


@shared_task(name="events.forget_people")
def forget_people() -> None:
    """Remove what is known of people some time after their event."""
    operations.forget_people(at=timezone.now())


@shared_task(name="events.deliver_mail")
def deliver_mail(mail_id: int) -> None:
    """Send one mail about a sign-up."""
    operations.deliver_mail(mail_id=mail_id, at=timezone.now())


@shared_task(name="events.sweep_mails")
def sweep_mails() -> None:
    """What time alone brings about (the day before), and what was missed: a broker that was down, a dead worker."""
    at = timezone.now()
    for page_id in operations.events_with_mail(at=at):
        operations.owe_mails(page_id=page_id, at=at)
    for mail_id in operations.due_mails(at=at):
        enqueue(deliver_mail, mail_id)
