"""Start, run and resume jobs. A room registers how a kind of job runs; the runner must be resumable."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.core.errors import ShopError
from shop.core.models import Job, JobLost, JobStopped

log = structlog.get_logger(__name__)

_runners: dict[str, Callable[[Job], None]] = {}


def register(kind: str, runner: Callable[[Job], None]) -> None:
    """Say how jobs of ``kind`` run: from ``job.done_count`` on, calling ``job.advance`` with each committed piece."""
    _runners[kind] = runner


def start_job(*, by: Any, kind: str, params: dict[str, Any], total_count: int = 0) -> Job:
    """Store the job and enqueue it after the commit. It is found by the sweep if the broker is down."""
    job = Job.objects.create(kind=kind, params=params, total_count=total_count, created_by=by)
    from shop.core.tasks import enqueue, run_job

    transaction.on_commit(lambda: enqueue(run_job, job.pk))
    return job


@transaction.atomic
def stop_job(*, job: Job) -> bool:
    """Ask a job to stop: before its first piece at once, else between two pieces. False if it is over already."""
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED)
    if waiting.update(state=Job.State.STOPPED, finished_at=timezone.now()):
        return True
    return bool(Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(stop_asked=True))


def run(*, job_id: int, at: datetime | None = None) -> bool:
    """Run one job unless another runner holds it. True if it ran here (to its end or its failure)."""
    at = at or timezone.now()
    stale = Q(state=Job.State.RUNNING, heartbeat_at__lt=at - Job.STALE_AFTER)
    job_here = Job.objects.filter(pk=job_id)
    claim = {"state": Job.State.RUNNING, "heartbeat_at": at, "started_at": at}
    claimed = job_here.filter(state=Job.State.QUEUED).update(**claim) or job_here.filter(stale).update(
        **claim, takeovers=F("takeovers") + 1
    )
    if not claimed:
        return False
    job = job_here.get()
    if job.takeovers > Job.MAX_TAKEOVERS:
        # What ends every runner at the same piece would end the next one too.
        _finish(job, Job.State.FAILED, _("The worker stopped at the same place, each time it was tried."))
        return False
    try:
        _runners[job.kind](job)
    except JobLost:
        log.warning("job_lost", job_id=job_id, kind=job.kind)
        return False
    except JobStopped:
        _finish(job, Job.State.STOPPED, "")
    except ShopError as error:
        _finish(job, Job.State.FAILED, str(error))
    except Exception as error:  # a job's failure is shown to the person who started it, with its reason
        log.exception("job_failed", job_id=job_id, kind=job.kind)
        _finish(job, Job.State.FAILED, f"{type(error).__name__}: {error}")
    else:
        _finish(job, Job.State.DONE, "")
    return True


def _finish(job: Job, state: str, error: str) -> None:
    # Only the runner that holds the job may end it: started_at tells one claim from the next.
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, started_at=job.started_at).update(
        state=state, error=error[:2000], finished_at=timezone.now()
    )


def due_jobs(*, at: datetime) -> list[int]:
    """Ids of jobs that nobody runs: never picked up, or left by a runner that died."""
    return list(
        Job.objects.filter(
            Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, heartbeat_at__lt=at - Job.STALE_AFTER)
        )
        .order_by("id")
        .values_list("id", flat=True)[:100]
    )
