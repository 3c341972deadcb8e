"""Draw the labels of a run into one PDF."""

import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from shop.core import audit
from shop.core.errors import StaleState
from shop.core.models import Job
from shop.core.operations.jobs import start_job, stop_job
from shop.origin.enums import Target
from shop.origin.labels import LabelContent, draw_label
from shop.origin.models import PrintedCode, PrintRun
from shop.origin.pdf import Pdf, Placed

SHEETS_JOB = "origin.sheets"


def address_of(code: str) -> str:
    """Where a code leads."""
    return f"{settings.SITE_URL}{reverse('storefront:origin', args=[code])}"


def content_of(run: PrintRun, code: PrintedCode) -> LabelContent:
    """What stands on the label of that code, in the language of the shop."""
    lot = run.lot
    with translation.override(settings.LANGUAGE_CODE):
        # What matters most first: a small label leaves the rest out.
        lines = [_("No. %(number)s of %(all)s") % {"number": code.number, "all": run.labels}] if code.number else []
        if lot:
            lines += [
                lot.sku.option_text,
                _("Lot %(code)s") % {"code": lot.code},
                _("Best before %(day)s") % {"day": lot.expires_on} if lot.expires_on else "",
                _("Produced %(day)s") % {"day": lot.produced_on} if lot.produced_on else "",
            ]
        lines += [run.line, lot.origin if lot else ""]
    text = code.text
    return LabelContent(url=address_of(text), title=run.product.title, lines=lines, code=text)


def make_sheets(*, run: PrintRun, at: datetime, job: Job | None = None) -> None:
    """Write the PDF into private storage and note that it is ready."""
    layout = run.layout
    with tempfile.TemporaryFile() as target:
        pdf = Pdf(target, title=f"{run.product.title} {run.pk}")
        pictures = _pictures(run, pdf)
        left = run.labels
        while left:
            on_page = min(left, layout.on_page)
            placed = [
                Placed(next(pictures), *layout.spot(place), layout.width, layout.height) for place in range(on_page)
            ]
            pdf.page(*layout.page, placed)
            left -= on_page
            if job:
                job.advance(done_count=run.labels - left)
        pdf.close()
        target.seek(0)
        run.file.save("labels.pdf", File(target), save=False)
    run.ready_at = at
    run.save(update_fields=["file", "ready_at"])


def _pictures(run: PrintRun, pdf: Pdf) -> Iterator[int]:
    """The stored picture of one label after the other; where all are the same, the same one."""
    codes = PrintedCode.objects.filter(run=run).order_by("number")
    if run.target == Target.UNIT:
        for code in codes.iterator(chunk_size=500):
            yield pdf.store(draw_label(content_of(run, code), run.layout))
        return
    picture = pdf.store(draw_label(content_of(run, codes.get()), run.layout))
    while True:
        yield picture


def run_sheets(job: Job) -> None:
    """Runner of the job; it begins anew when it is taken up again, since half a file is none."""
    runs = PrintRun.objects.select_related("product", "lot__sku")
    run = runs.get(pk=job.params["run_id"])
    if run.ready_at is None:
        job.advance(done_count=0)
        make_sheets(run=run, at=timezone.now(), job=job)


@transaction.atomic
def stop_sheets(*, by: Any, run: PrintRun) -> None:
    """Stop the drawing; its codes stay given out. ``StaleState`` if it is over already."""
    if run.job is None or not stop_job(job=run.job):
        raise StaleState
    audit.record(by=by, action="origin.stop", subject=run)


@transaction.atomic
def print_again(*, by: Any, run: PrintRun) -> Job:
    """Draw what failed or was stopped, with the same codes. ``StaleState`` if there is nothing to draw."""
    locked = PrintRun.objects.select_for_update(no_key=True, of=("self",)).select_related("job").get(pk=run.pk)
    if locked.ready_at or (locked.job is not None and not locked.job.is_over):
        raise StaleState
    locked.job = start_job(by=by, kind=SHEETS_JOB, params={"run_id": run.pk}, total_count=run.labels)
    locked.save(update_fields=["job"])
    return locked.job
