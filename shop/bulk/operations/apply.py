"""Confirm an import, and do what its dry run said: in pieces, each complete, none twice."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from shop.bulk.enums import Outcome, RunKind, RunState, Verdict
from shop.bulk.models import Row, Run
from shop.bulk.operations.piece import Piece
from shop.catalog.models import Sku
from shop.core import audit
from shop.core.errors import StaleState
from shop.core.models import Job
from shop.core.operations.jobs import start_job, stop_job

APPLY_JOB = "bulk.apply"
ROWS_AT_ONCE = 500
ATTEMPTS = 3


@transaction.atomic
def confirm_import(*, by: Any, run: Run, allowed_codes: list[str]) -> Job:
    """Begin the import as the dry run showed it, with those suspicious codes that somebody ticked; the rest of them
    is refused. ``StaleState`` if it is not waiting for this any more (a double click, another tab).
    """
    if not Run.objects.filter(pk=run.pk, state=RunState.CHECKED).update(state=RunState.APPLYING):
        raise StaleState
    suspects = Row.objects.filter(run=run, verdict=Verdict.SUSPECT)
    suspects.filter(code__in=allowed_codes).update(verdict=Verdict.NEW, reason={})
    suspects.update(verdict=Verdict.REFUSED)
    return _start(by, run)


def _start(by: Any, run: Run) -> Job:
    job = start_job(by=by, kind=APPLY_JOB, params={"run_id": run.pk}, total_count=_waiting(run).count())
    Run.objects.filter(pk=run.pk).update(job=job)
    run.refresh_from_db()
    return job


@transaction.atomic
def go_on_importing(*, by: Any, run: Run) -> Job:
    """Take up a run that failed or was stopped, with the rows that are still to do. ``StaleState`` if it was not."""
    locked = Run.objects.select_for_update(no_key=True, of=("self",)).select_related("job").get(pk=run.pk)
    over = {Job.State.FAILED, Job.State.STOPPED}
    if locked.state != RunState.APPLYING or locked.job is None or locked.job.state not in over:
        raise StaleState
    return _start(by, run)


@transaction.atomic
def stop_run(*, by: Any, run: Run) -> None:
    """Stop the work of a run between two pieces: what is done stays and can go on or be undone.

    ``StaleState`` if nothing of it is running.
    """
    if run.job is None or not stop_job(job=run.job):
        raise StaleState
    audit.record(by=by, action="bulk.stop", subject=run, data={"of": str(run)})


def _waiting(run: Run) -> Any:
    return Row.objects.filter(run=run, verdict__in=[Verdict.NEW, Verdict.CHANGED], outcome="")


def run_apply(job: Job) -> None:
    """Runner of the import job.

    Each piece marks its rows in the transaction that does them, so a runner that is killed leaves whole pieces behind
    and the next one goes on with the first row that has no mark.
    """
    run = Run.objects.select_related("created_by").get(pk=job.params["run_id"])
    done, after = job.done_count, 0
    for _attempt in range(ATTEMPTS):
        try:
            while numbers := _apply_piece(run, job, done, after):
                done, after = done + len(numbers), numbers[-1]
            break
        except IntegrityError:
            # Somebody created one of the codes in this very moment: the next attempt sees it and refuses the row.
            if _attempt == ATTEMPTS - 1:
                raise
    _finish(run, job, done)


@transaction.atomic
def _apply_piece(run: Run, job: Job, done: int, after: int) -> list[int]:
    waiting = _waiting(run).filter(number__gt=after).select_related("sku", "product")
    rows = list(waiting.order_by("number")[:ROWS_AT_ONCE])
    if not rows:
        return []
    # First, so that a runner which has lost the job finds out before it writes anything.
    job.advance(done_count=done + len(rows))
    piece = Piece(run, by=run.created_by, source=run.reference, at=timezone.now())
    piece.add_new([row for row in rows if row.verdict == Verdict.NEW])
    for row in rows:
        if row.verdict == Verdict.CHANGED:
            piece.change(row)
    piece.announce()
    piece.close()
    _store(rows)
    return [row.number for row in rows]


def _store(rows: list[Row]) -> None:
    """Keep what became of these rows; most are a new SKU with its product, which one statement can say for all."""
    plain = {
        row.pk for row in rows if row.verdict == Verdict.NEW and row.sku and row.made == {"product": row.sku.product_id}
    }
    sku = Sku.objects.filter(code=OuterRef("code"))
    Row.objects.filter(pk__in=plain).update(
        outcome=Outcome.DONE,
        sku=Subquery(sku.values("pk")),
        made=JSONObject(product=Subquery(sku.values("product"))),
    )
    Row.objects.rewrite([row for row in rows if row.pk not in plain], ["outcome", "reason", "sku", "made"])


@transaction.atomic
def _finish(run: Run, job: Job, done: int) -> None:
    job.advance(done_count=done)
    if not Run.objects.filter(pk=run.pk, state=RunState.APPLYING).update(
        state=RunState.DONE, finished_at=timezone.now()
    ):
        return
    outcomes = {
        f"{row['verdict']}_{row['outcome']}": row["count"]
        for row in Row.objects.filter(run=run)
        .exclude(outcome="")
        .order_by()
        .values("verdict", "outcome")
        .annotate(count=Count("pk"))
    }
    counts = {
        **run.counts,
        "added": outcomes.get("new_done", 0),
        "revised": outcomes.get("changed_done", 0),
        "failed": outcomes.get("new_refused", 0) + outcomes.get("changed_refused", 0),
        "refused": Row.objects.filter(run=run, verdict=Verdict.REFUSED).count(),
    }
    Run.objects.filter(pk=run.pk).update(counts=counts)
    told = {key: counts[key] for key in ("added", "revised", "failed", "refused")}
    audit.record(
        by=run.created_by,
        action="bulk.edit" if run.kind == RunKind.EDIT else "bulk.import",
        subject=run,
        data={"of": run.file_name or run.options["edit"], **told},
    )
