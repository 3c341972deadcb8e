"""Background doors of the core room."""

from datetime import timedelta
from typing import Any

import structlog
from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from shop.core.models import IdempotencyKey, OutboxEvent
from shop.core.operations import jobs, outbox

log = structlog.get_logger(__name__)


def enqueue(task: Any, *args: Any) -> None:
    """Send a task; a broker that is down is logged, not raised: sweeps find the work in the database."""
    try:
        task.delay(*args)
    except Exception as error:  # noqa: BLE001  kombu raises many kinds; the shopper's request must not fail for any
        log.warning("enqueue_failed", task=task.name, error=str(error))


@shared_task(name="core.deliver_event")
def deliver_event(event_id: int) -> None:
    """Deliver one outbox event."""
    outbox.deliver(event_id=event_id)


@shared_task(name="core.sweep_outbox")
def sweep_outbox() -> None:
    """Deliver what was missed: a broker that was down, a worker that died."""
    for event_id in outbox.due_events(at=timezone.now() - timedelta(seconds=2)):
        outbox.deliver(event_id=event_id)


@shared_task(name="core.run_job")
def run_job(job_id: int) -> None:
    """Run one job."""
    jobs.run(job_id=job_id)


@shared_task(name="core.resume_jobs")
def resume_jobs() -> None:
    """Take up jobs that nobody runs."""
    for job_id in jobs.due_jobs(at=timezone.now() - timedelta(seconds=5)):
        enqueue(run_job, job_id)


@shared_task(name="core.publish_scheduled")
def publish_scheduled() -> None:
    """Publish and expire pages and products whose scheduled moment has come."""
    call_command("publish_scheduled", verbosity=0)


@shared_task(name="core.clean_up")
def clean_up() -> None:
    """Forget answered keys after a week, delivered events after a month, and dead sessions."""
    now = timezone.now()
    IdempotencyKey.objects.filter(created_at__lt=now - timedelta(days=7)).delete()
    OutboxEvent.objects.filter(delivered_at__lt=now - timedelta(days=30)).delete()
    call_command("clearsessions", verbosity=0)
