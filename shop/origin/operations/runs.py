"""Begin a print run, and call one back."""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Product
from shop.core import audit
from shop.core.errors import InvalidInput, StaleState
from shop.core.operations.jobs import start_job
from shop.inventory.models import Lot
from shop.origin.enums import Preset, Target
from shop.origin.models import PrintedCode, PrintRun
from shop.origin.operations.sheets import SHEETS_JOB, make_sheets

MAX_LABELS = 10_000
# Drawn while the person waits: each of these is a picture of its own.
AT_ONCE_PICTURES = 24


def start_run(
    *,
    by: Any,
    target: str,
    product: Product,
    preset: str,
    labels: int,
    at: datetime,
    lot: Lot | None = None,
    line: str = "",
    note: str = "",
) -> PrintRun:
    """Give out the codes and draw the labels: few at once, many as a job.

    ``InvalidInput`` for a code of a lot without a lot, a lot of other goods, too many labels.
    """
    target, preset = Target(target), Preset(preset)
    if target == Target.LOT and lot is None:
        raise InvalidInput(_("Choose a lot."), field="target")
    if lot is not None and lot.sku.product_id != product.pk:
        raise InvalidInput(_("This lot is of other goods."), field="lot")
    if not 1 <= labels <= MAX_LABELS:
        raise InvalidInput(_("1 to %(limit)s labels.") % {"limit": f"{MAX_LABELS:,}"}, field="labels")
    with transaction.atomic():
        run = PrintRun.objects.create(
            target=target,
            product=product,
            # A code of the product as a whole says nothing of a lot.
            lot=None if target == Target.PRODUCT else lot,
            preset=preset,
            labels=labels,
            line=line.strip(),
            note=note.strip(),
            token=secrets.token_hex(16),
            created_by_id=by.pk if by else None,
            created_at=at,
        )
        numbers = range(1, labels + 1) if target == Target.UNIT else [0]
        PrintedCode.objects.bulk_create((PrintedCode(run=run, number=number) for number in numbers), batch_size=1_000)
        audit.record(by=by, action="origin.print", subject=run, data={"of": product.title, "labels": labels})
        if len(numbers) > AT_ONCE_PICTURES:
            run.job = start_job(by=by, kind=SHEETS_JOB, params={"run_id": run.pk}, total_count=labels)
            run.save(update_fields=["job"])
            return run
    make_sheets(run=run, at=at)
    return run


@transaction.atomic
def withdraw_run(*, by: Any, run: PrintRun, reason: str, at: datetime) -> None:
    """Call the labels back: whoever scans one is told so, and why. For good; the codes are never used again.

    ``InvalidInput`` without a reason, ``StaleState`` if it was withdrawn already.
    """
    reason = reason.strip()
    if not 1 <= len(reason) <= 200:
        raise InvalidInput(_("Say why, in at most 200 characters: shoppers read it."), field="reason")
    waiting = PrintRun.objects.filter(pk=run.pk, withdrawn_at=None)
    if not waiting.update(withdrawn_at=at, withdrawn_reason=reason):
        raise StaleState
    run.refresh_from_db()
    audit.record(by=by, action="origin.withdraw", subject=run, data={"reason": reason})
