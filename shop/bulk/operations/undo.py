"""Take a run back: exactly what was there, unless somebody changed it since, which stays and is shown."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, ProtectedError
from django.utils import timezone

from shop.bulk.enums import Outcome, RunState, Undo, Verdict
from shop.bulk.models import Row, Run
from shop.bulk.operations.reversal import Reversal
from shop.core import audit
from shop.core.errors import StaleState
from shop.core.models import Job
from shop.core.operations.jobs import start_job

UNDO_JOB = "bulk.undo"
ROWS_AT_ONCE = 200
ATTEMPTS = 3
_OVER = {Job.State.DONE, Job.State.FAILED, Job.State.STOPPED}


@transaction.atomic
def start_undo(*, by: Any, run: Run) -> Job:
    """Begin to undo a run that is done, or was stopped on its way; also take up an undo that was stopped or failed.

    ``StaleState`` otherwise: nothing is undone twice, nor after its rows were thrown away.
    """
    locked = Run.objects.select_for_update(no_key=True, of=("self",)).select_related("job").get(pk=run.pk)
    is_over = locked.job is not None and locked.job.state in _OVER
    if locked.cleared_at or not is_over or locked.state not in {RunState.DONE, RunState.APPLYING, RunState.UNDOING}:
        raise StaleState
    if locked.state == RunState.UNDOING and locked.job and locked.job.state == Job.State.DONE:
        raise StaleState
    job = start_job(by=by, kind=UNDO_JOB, params={"run_id": run.pk}, total_count=_waiting(run).count())
    Run.objects.filter(pk=run.pk).update(state=RunState.UNDOING, job=job, undone_by=by)
    run.refresh_from_db()
    return job


def _waiting(run: Run) -> Any:
    return Row.objects.filter(
        run=run, verdict__in=[Verdict.NEW, Verdict.CHANGED], outcome=Outcome.DONE, undo=""
    ).order_by("-number")


def run_undo(job: Job) -> None:
    """Runner of the undo: from the last row to the first, in pieces that mark their rows."""
    run = Run.objects.select_related("undone_by").get(pk=job.params["run_id"])
    done, before = job.done_count, None
    for attempt in range(ATTEMPTS):
        try:
            while numbers := _undo_piece(run, job, done, before):
                done, before = done + len(numbers), numbers[-1]
            break
        except (IntegrityError, ProtectedError):
            # Somebody began to use one of the goods in this very moment: the next attempt sees it and leaves it.
            if attempt == ATTEMPTS - 1:
                raise
    _finish(run, job, done)


@transaction.atomic
def _undo_piece(run: Run, job: Job, done: int, before: int | None) -> list[int]:
    waiting = _waiting(run).select_related("sku", "product")
    if before is not None:
        waiting = waiting.filter(number__lt=before)
    rows = list(waiting[:ROWS_AT_ONCE])
    if not rows:
        return []
    job.advance(done_count=done + len(rows))
    reversal = Reversal(run, at=timezone.now())
    reversal.withdraw([row for row in rows if row.verdict == Verdict.NEW])
    for row in rows:
        if row.verdict == Verdict.CHANGED:
            reversal.put_back(row)
    reversal.piece.announce()
    Row.objects.rewrite(rows, ["undo", "undo_notes"])
    return [row.number for row in rows]


@transaction.atomic
def _finish(run: Run, job: Job, done: int) -> None:
    job.advance(done_count=done)
    if not Run.objects.filter(pk=run.pk, state=RunState.UNDOING).update(
        state=RunState.UNDONE, undone_at=timezone.now()
    ):
        return
    Reversal(run, at=timezone.now()).drop_what_is_empty()
    sums = Row.objects.filter(run=run).exclude(undo="").order_by().values("undo").annotate(count=Count("pk"))
    found = {row["undo"]: row["count"] for row in sums}
    counts = {**run.counts, "back": found.get(Undo.BACK, 0), "kept": found.get(Undo.KEPT, 0)}
    Run.objects.filter(pk=run.pk).update(counts=counts)
    audit.record(
        by=run.undone_by,
        action="bulk.undo",
        subject=run,
        data={"of": str(run), "back": counts["back"], "kept": counts["kept"]},
    )
