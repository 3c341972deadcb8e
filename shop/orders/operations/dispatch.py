"""Ship many orders at once: look at a list of waybill numbers, then ship what is right, row by row."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from shop.core import audit
from shop.core.errors import ShopError, StaleState
from shop.core.models import Job
from shop.core.operations.jobs import start_job
from shop.orders import sending
from shop.orders.enums import WaybillState
from shop.orders.models import Dispatch, Waybill
from shop.orders.operations.ship import ship_order
from shop.orders.waybills.judging import Judge
from shop.orders.waybills.reading import Written
from shop.shipping.carriers import require_carrier

JOB = "orders.dispatch"


@transaction.atomic
def check_waybills(
    *, by: Any, rows: Sequence[Written], carrier: str, source: str, personal: bool, at: datetime
) -> Dispatch:
    """Keep a list of waybill numbers with what is wrong with each row; nothing is shipped yet.

    ``carrier`` is that of rows which name none. Recipients are compared only for those who may see them.
    """
    require_carrier(carrier)
    judge = Judge(rows, carrier=carrier, personal=personal)
    dispatch = Dispatch.objects.create(source=source[:120], created_by=by, created_at=at)
    waybills = []
    for row in rows:
        state, reason = judge.verdict(row)
        waybills.append(
            Waybill(
                dispatch=dispatch,
                position=row.position,
                written_order=row.order[:60],
                written_carrier=row.carrier[:60],
                carrier=judge.carrier(row),
                tracking_number=row.tracking[:60],
                order=judge.order(row),
                state=state,
                reason=reason[:300],
            )
        )
    Waybill.objects.bulk_create(waybills, batch_size=500)
    return dispatch


@transaction.atomic
def ship_waybills(*, by: Any, dispatch: Dispatch) -> Job:
    """Ship the rows that are ready, in the background; also what a job that stopped has left.

    ``StaleState`` if a job is at it already, or nothing is ready.
    """
    locked = Dispatch.objects.select_for_update(no_key=True, of=("self",)).select_related("job").get(pk=dispatch.pk)
    count = Waybill.objects.filter(dispatch=dispatch, state=WaybillState.READY).count()
    if not count or (locked.job and not locked.job.is_over):
        raise StaleState
    job = start_job(by=by, kind=JOB, params={"dispatch_id": dispatch.pk}, total_count=count)
    Dispatch.objects.filter(pk=dispatch.pk).update(job=job)
    audit.record(by=by, action="orders.dispatch", subject=dispatch, data={"rows": count})
    return job


@transaction.atomic
def discard_waybills(*, by: Any, dispatch: Dispatch) -> None:
    """Throw away a list of which nothing was shipped. ``StaleState`` otherwise."""
    locked = Dispatch.objects.select_for_update(no_key=True).get(pk=dispatch.pk)
    if locked.job_id:
        raise StaleState
    locked.delete()


def run_dispatch(job: Job) -> None:
    """Runner of the job: each row is a transaction of its own, because orders lock stock rows of their own."""
    rows = Waybill.objects.filter(dispatch=job.params["dispatch_id"], state=WaybillState.READY)
    done = job.done_count
    for row in rows.select_related("order").order_by("position"):
        done += 1
        _ship(job, row, done)


@transaction.atomic
def _ship(job: Job, row: Waybill, done: int) -> None:
    # First, so that a runner which has lost the job finds out before it ships anything.
    job.advance(done_count=done)
    waiting = Waybill.objects.filter(pk=row.pk)
    assert row.order is not None  # noqa: S101  # a row without is never ready
    try:
        with transaction.atomic():
            parcel: Any = {"carrier": row.carrier, "tracking_number": row.tracking_number, "at": timezone.now()}
            if row.written_order == row.order.number:
                ship_order(by=job.created_by, order=row.order, **parcel)
            else:
                sending.ship(by=job.created_by, number=row.written_order, **parcel)
    except ShopError as error:
        waiting.update(state=WaybillState.REFUSED, reason=str(error)[:300])
    else:
        waiting.update(state=WaybillState.SHIPPED)
