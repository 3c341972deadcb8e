"""Throw away what old runs were made of: their files and rows. What they did stays told by their summary."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from shop.bulk.enums import RunState
from shop.bulk.models import Row, Run
from shop.core.models import Job

KEPT_FOR = timedelta(days=90)


def clear_old_runs(*, at: datetime, limit: int = 50) -> int:
    """Clear runs that nobody has touched for ``KEPT_FOR``; how many.

    One that is done or undone keeps its summary, which price log and movements refer to, and cannot be undone any
    more. One that was never applied leaves nothing behind and is deleted. One that stopped on its way is kept as it
    is: somebody still has to let it go on or undo it.
    """
    over = Run.objects.filter(_over_since(at - KEPT_FOR), cleared_at=None).order_by("pk")
    return sum(_clear(run, at) for run in over[:limit])


def _over_since(before: datetime) -> Q:
    idle = Q(job=None) | Q(job__finished_at__lt=before)
    # A dry run that failed or was stopped has written nothing either.
    checked = Q(state__in=[RunState.UPLOADED, RunState.CHECKED]) | Q(
        state=RunState.CHECKING, job__state__in=[Job.State.FAILED, Job.State.STOPPED]
    )
    return (checked & idle & Q(created_at__lt=before)) | (
        Q(state__in=[RunState.DONE, RunState.UNDONE]) & Q(job__finished_at__lt=before)
    )


@transaction.atomic
def _clear(run: Run, at: datetime) -> bool:
    # The guard: whoever confirms, checks or undoes it in this moment waits for the row and finds it gone or cleared.
    state = Run.objects.filter(pk=run.pk, state=run.state, job=run.job_id, cleared_at=None)
    applied = run.state in {RunState.DONE, RunState.UNDONE}
    if not state.update(cleared_at=at, file="", pictures="", sample=[]):
        return False
    rows = Row.objects.filter(run=run)
    # In one statement: a delete that listens to signals would load every row first.
    rows._raw_delete(rows.db)  # type: ignore[attr-defined]
    if not applied:
        Run.objects.filter(pk=run.pk).delete()
    # Last: a crash before the commit leaves the run to the next pass, which does not mind that the file is gone.
    run.file.delete(save=False)
    run.pictures.delete(save=False)
    return True
