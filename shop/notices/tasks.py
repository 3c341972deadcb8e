"""Background doors of the notices."""

from celery import shared_task
from django.utils import timezone

from shop.core.tasks import enqueue
from shop.notices import operations


@shared_task(name="notices.ask")
def ask(subscription_id: int) -> None:
    """Send the mail that asks."""
    operations.ask(subscription_id=subscription_id, at=timezone.now())


@shared_task(name="notices.announce")
def announce(sku_ids: list[int] | None = None) -> None:
    """See who is to be told."""
    operations.announce(at=timezone.now(), sku_ids=sku_ids)


@shared_task(name="notices.deliver")
def deliver(notice_id: int) -> None:
    """Send one notice."""
    operations.deliver(notice_id=notice_id, at=timezone.now())


@shared_task(name="notices.sweep")
def sweep() -> None:
    """What time alone has brought about, and what was missed: a broker that was down, a worker that died."""
    at = timezone.now()
    for subscription_id in operations.to_ask(at=at):
        enqueue(ask, subscription_id)
    operations.announce(at=at)
    for notice_id in operations.due_notices(at=at):
        enqueue(deliver, notice_id)


@shared_task(name="notices.clean_up")
def clean_up() -> None:
    """Forget addresses that nobody needs any more."""
    operations.clean_up(at=timezone.now())
