"""Bulk edit: take the choice down, and find out what it would do to each of the chosen goods."""

import secrets
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.bulk.breaks import mark, takes_away
from shop.bulk.edits import OF_PRODUCTS, PERMISSIONS, Edit, judge_products, judge_skus, room_in
from shop.bulk.enums import RunKind, RunState, Verdict, What
from shop.bulk.models import Row, Run
from shop.catalog.models import Product, Sku
from shop.core.errors import InvalidInput, NotFound, StaleState
from shop.core.models import Job
from shop.core.operations.jobs import start_job

CHECK_JOB = "bulk.check_edit"
MAX_GOODS = 100_000
ROWS_AT_ONCE = 500


@transaction.atomic
def start_edit(*, by: Any, edit: Edit, ids: Sequence[int], listed: str, said: int | None = None) -> Run:
    """Begin the dry run of a bulk edit of exactly these SKUs (products, for state and collections).

    ``listed`` is where they were chosen, ``said`` how many the person was told there are. ``InvalidInput`` for none or
    too many, ``NotFound`` for a person without the permission.
    """
    if not by.has_perm(PERMISSIONS[What(edit["what"])]):
        raise NotFound
    if not ids:
        raise InvalidInput(_("Nothing is chosen: the list has nothing that matches."), field="what")
    if len(ids) > MAX_GOODS:
        raise InvalidInput(_("At most %(limit)s at once. Narrow the list.") % {"limit": f"{MAX_GOODS:,}"}, field="what")
    run = Run.objects.create(
        kind=RunKind.EDIT,
        token=secrets.token_hex(16),
        state=RunState.CHECKING,
        row_count=len(ids),
        options={"edit": edit, "ids": list(ids), "listed": listed, "said": said},
        created_by=by,
    )
    _start(by, run)
    return run


def _start(by: Any, run: Run) -> None:
    run.job = start_job(by=by, kind=CHECK_JOB, params={"run_id": run.pk}, total_count=run.row_count)
    run.save(update_fields=["job"])


@transaction.atomic
def check_again(*, by: Any, run: Run) -> None:
    """Repeat a dry run that failed or was stopped. ``StaleState`` if it was not."""
    locked = Run.objects.select_for_update(no_key=True, of=("self",)).select_related("job").get(pk=run.pk)
    if locked.state != RunState.CHECKING or locked.job is None or not locked.job.is_over:
        raise StaleState
    _start(by, locked)


def run_check_edit(job: Job) -> None:
    """Runner of the dry run. Starts from the beginning when it is taken up again: nothing outside the run changes."""
    run = Run.objects.get(pk=job.params["run_id"])
    edit, ids = run.options["edit"], run.options["ids"]
    with transaction.atomic():
        rows = Row.objects.filter(run=run)
        rows._raw_delete(rows.db)  # type: ignore[attr-defined]
        job.advance(done_count=0)
    room = room_in(edit)
    gone = set(ids) if takes_away(edit) else set()
    for start in range(0, len(ids), ROWS_AT_ONCE):
        part = ids[start : start + ROWS_AT_ONCE]
        with transaction.atomic():
            found = _judge(edit, part, room)
            if gone:
                mark(found, gone=gone, at=timezone.now())
            for place, row in enumerate(found, start=start + 1):
                row.run, row.number = run, place
            Row.objects.bulk_create(found)
            job.advance(done_count=start + len(part))
        if edit["what"] == What.COLLECTION:
            room -= sum(row.verdict == Verdict.CHANGED for row in found)
    _finish(run, job)


def _judge(edit: Edit, ids: Sequence[int], room: int) -> list[Row]:
    """Rows in the order of the list; what was deleted since it was chosen has none."""
    if edit["what"] in OF_PRODUCTS:
        products = Product.objects.defer("body").in_bulk(ids)
        return judge_products(edit, [products[pk] for pk in ids if pk in products], room=room)
    skus = Sku.objects.select_related("product").defer("product__body").in_bulk(ids)
    return judge_skus(edit, [skus[pk] for pk in ids if pk in skus])


@transaction.atomic
def _finish(run: Run, job: Job) -> None:
    job.advance(done_count=run.row_count)
    sums = Row.objects.filter(run=run).order_by().values("verdict").annotate(count=Count("pk"))
    counts = {verdict.value: 0 for verdict in Verdict} | {row["verdict"]: row["count"] for row in sums}
    counts["rows"] = sum(counts.values())
    counts["gone"] = run.row_count - counts["rows"]
    counts["breaks"] = Row.objects.filter(run=run, breaks=True).count()
    options = {name: value for name, value in run.options.items() if name != "ids"}
    Run.objects.filter(pk=run.pk, state=RunState.CHECKING).update(
        state=RunState.CHECKED, counts=counts, options=options
    )
