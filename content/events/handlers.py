"""Reactions to events of lower rooms and of this one."""

from django.utils import timezone

from content.events import operations, tasks
from content.events.events import EventChanged
from content.stories.events import PagesChanged
from shop.core.tasks import enqueue


def tell_people(event: EventChanged | PagesChanged) -> None:
    """Somebody signed up, was offered a place, the event was moved or called off: who has to know is written to."""
    at = timezone.now()
    if operations.owe_mails(page_id=event.page_id, at=at):
        for mail_id in operations.due_mails(at=at):
            enqueue(tasks.deliver_mail, mail_id)
