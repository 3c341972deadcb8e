"""Take a goods file in, and note the choices made about it."""

import secrets
from typing import IO, Any

from django.core.files import File
from django.db import transaction
from django.db.models import Case, When
from django.utils.translation import gettext_lazy as _

from shop.bulk.enums import CodeRule, NewProducts, RunKind, RunState, StockRule
from shop.bulk.imports.columns import BY_KEY, guess, shape_of
from shop.bulk.imports.pictures import Album
from shop.bulk.imports.reading import MAX_ROWS, MERGED, BadFile, rows_of, too_many_rows
from shop.bulk.models import Run
from shop.core.errors import InvalidInput, StaleState
from shop.core.models import Job
from shop.core.operations.jobs import start_job

CHECK_JOB = "bulk.check"
SAMPLE_ROWS = 4


def upload_import(*, by: Any, file: IO[bytes], name: str, pictures: IO[bytes] | None = None) -> Run:
    """Read the file once through, keep it in private storage, guess its columns; a ZIP of pictures with it.

    ``BadFile`` keeps nothing.
    """
    if pictures:
        Album(pictures)
        pictures.seek(0)
    header: list[str] = []
    sample: list[list[str]] = []
    count = 0
    for _number, cells in rows_of(file, name):
        if not header:
            header = cells
            continue
        count += 1
        if len(sample) < SAMPLE_ROWS:
            sample.append([cell[:80] for cell in cells])
    if not header:
        raise BadFile(_("The file is empty."))
    if count == 0:
        raise BadFile(_("The file has a header but no rows below it."))
    if count > MAX_ROWS:
        raise too_many_rows()
    file.seek(0)
    # A merged title above the columns leaves marks in the header only.
    header = ["" if cell == MERGED else cell for cell in header]
    shape = shape_of(header)
    run = Run(
        shape=shape,
        token=secrets.token_hex(16),
        file_name=name[-120:],
        header=[cell[:80] for cell in header],
        sample=sample,
        row_count=count,
        options=_remembered(by, shape)
        or {
            "mapping": guess(header),
            "code_rule": CodeRule.LAST,
            "stock_rule": StockRule.NEW_ONLY,
            "new_products": NewProducts.DRAFT,
        },
        created_by=by,
    )
    run.file.save(name, File(file), save=False)
    if pictures:
        run.pictures.save("pictures.zip", File(pictures), save=False)
    run.save()
    return run


def _remembered(by: Any, shape: str) -> dict[str, Any]:
    """What was chosen for the last file of this shape: by this person, else by anybody."""
    checked = Run.objects.filter(kind=RunKind.IMPORT, shape=shape).exclude(state=RunState.UPLOADED)
    own_first = Case(When(created_by=by, then=0), default=1)
    last = checked.order_by(own_first, "-created_at", "-pk").first()
    if last is None:
        return {}
    chosen = {name: last.options[name] for name in ("mapping", "code_rule", "stock_rule", "new_products")}
    return {**chosen, "remembered": last.pk}


def clean_mapping(mapping: dict[str, int], width: int) -> dict[str, int]:
    """A mapping that makes sense: the code and something to say about it, no column twice."""
    mapping = {field: place for field, place in mapping.items() if field in BY_KEY and 0 <= place < width}
    if "code" not in mapping:
        raise InvalidInput(_("Choose the column that holds the SKU code."), field="code")
    if len(set(mapping.values())) != len(mapping):
        raise InvalidInput(_("A column can be used once only."), field="code")
    if len(mapping) < 2:
        raise InvalidInput(_("Choose at least one more column, such as name or price."), field="title")
    return mapping


@transaction.atomic
def start_check(
    *, by: Any, run: Run, mapping: dict[str, int], code_rule: str, stock_rule: str, new_products: str
) -> Job:
    """Begin the dry run with these choices; it can be repeated until the import is confirmed.

    ``InvalidInput`` for columns that make no sense, ``StaleState`` once the import has begun or while it is checked.
    """
    options = {
        "mapping": clean_mapping(mapping, len(run.header)),
        "code_rule": CodeRule(code_rule).value,
        "stock_rule": StockRule(stock_rule).value,
        "new_products": NewProducts(new_products).value,
    }
    startable = [RunState.UPLOADED, RunState.CHECKED]
    if not Run.objects.filter(pk=run.pk, state__in=startable).update(
        state=RunState.CHECKING, options=options, counts={}
    ):
        raise StaleState
    job = start_job(by=by, kind=CHECK_JOB, params={"run_id": run.pk}, total_count=run.row_count * 2)
    Run.objects.filter(pk=run.pk).update(job=job)
    run.refresh_from_db()
    return job


@transaction.atomic
def give_up_check(*, run: Run) -> bool:
    """Back to choosing columns after a check that failed or was stopped. False if it was not."""
    if run.job is None or run.job.state not in {Job.State.FAILED, Job.State.STOPPED}:
        return False
    return bool(Run.objects.filter(pk=run.pk, state=RunState.CHECKING).update(state=RunState.UPLOADED, job=None))
