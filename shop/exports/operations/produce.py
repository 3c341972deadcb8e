"""Ask for an export and make it: small ones at once, large ones as a job."""

import secrets
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files import File
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from shop.core import audit
from shop.core.desk import capped_count
from shop.core.errors import InvalidInput, NotFound, StaleState
from shop.core.models import Job
from shop.core.operations.jobs import start_job, stop_job
from shop.exports import registry
from shop.exports.enums import Format, MailState
from shop.exports.models import Export, Schedule
from shop.exports.registry import Asked, Kind
from shop.exports.writing import MAX_ROWS, write

EXPORT_JOB = "exports.make"
# Written while the person waits: well under a second.
AT_ONCE_ROWS = 1_000
KEPT_FOR = timedelta(days=7)
MAX_QUERY = 1000


def kind_for(by: Any, key: str) -> Kind:
    """The list of that key, if this person may export it; ``NotFound`` else."""
    kind = registry.get(key)
    if kind is None or not by.has_perm(kind.permission):
        raise NotFound
    return kind


def _asked(by: Any, kind: Kind, query: str, at: datetime) -> Asked:
    sees = frozenset(name for name in kind.sensitive if by.has_perm(name))
    return Asked(by=by, query=QueryDict(query), sees=sees, at=at)


def count_rows(*, by: Any, key: str, query: str, at: datetime) -> int:
    """How many rows the export would have, counting no further than one beyond ``MAX_ROWS``."""
    kind = kind_for(by, key)
    return capped_count(kind.matching(_asked(by, kind, query, at)), ceiling=MAX_ROWS)


def start_export(
    *,
    by: Any,
    key: str,
    query: str,
    format_: str,
    language: str,
    at: datetime,
    schedule: Schedule | None = None,
    due_at: datetime | None = None,
) -> Export:
    """Take an export down and make it: at once if it is small, else as a job. Written into the log either way.

    ``NotFound`` for a list this person may not export, ``InvalidInput`` for a filter that makes no sense or far too
    many rows.
    """
    kind = kind_for(by, key)
    if len(query) > MAX_QUERY:
        raise InvalidInput(_("Please correct the filter first."))
    asked = _asked(by, kind, query, at)
    count = capped_count(kind.matching(asked), ceiling=MAX_ROWS)
    if count > MAX_ROWS:
        raise InvalidInput(_("More than %(limit)s rows match. Narrow the list.") % {"limit": f"{MAX_ROWS:,}"})
    with transaction.atomic():
        person = get_user_model()._default_manager.get(pk=by.pk)
        export = Export.objects.create(
            token=secrets.token_hex(16),
            kind=key,
            query=query,
            format=Format(format_).value,
            language=language,
            sees=sorted(asked.sees),
            schedule=schedule,
            due_at=due_at,
            mail_state=MailState.WAITING if schedule else "",
            created_by_id=person.pk,
            created_at=at,
            expires_at=at + KEPT_FOR,
        )
        audit.record(
            by=person,
            action="exports.export",
            subject=person,
            data={
                "list": key,
                "query": query,
                "count": count,
                "personal": asked.personal,
                "scheduled": schedule is not None,
            },
        )
        if schedule or count > AT_ONCE_ROWS:
            export.job = start_job(by=person, kind=EXPORT_JOB, params={"export_id": export.pk}, total_count=count)
            export.save(update_fields=["job"])
            return export
    # With the permissions that were looked up already.
    export.created_by = by
    make(export=export)
    return export


def make(*, export: Export, job: Job | None = None) -> None:
    """Write the file into private storage and note that it is ready.

    Whoever has lost a permission since gets what they may see now. ``NotFound`` if that is not even the list.
    """
    by = export.created_by
    kind = kind_for(by, export.kind)
    asked = _asked(by, kind, export.query, export.created_at)
    with translation.override(export.language), tempfile.TemporaryFile() as target:
        sheets = kind.sheets(asked, kind.matching(asked))
        if job:
            first, *others = sheets
            rows = _watched(first.rows, job)
            sheets = [registry.Sheet(title=first.title, header=first.header, rows=rows), *others]
        count = write(sheets, export.format, target)
        target.seek(0)
        export.file.save(f"{export.kind}.{export.format}", File(target), save=False)
    export.sees, export.row_count, export.ready_at = sorted(asked.sees), count, timezone.now()
    export.save(update_fields=["file", "sees", "row_count", "ready_at"])


def _watched(rows: Iterable[Sequence[Any]], job: Job) -> Iterator[Sequence[Any]]:
    """The rows, with the job's progress noted each thousand of them: there it ends if somebody stopped it."""
    for done, row in enumerate(rows, start=1):
        yield row
        if done % 1_000 == 0:
            job.advance(done_count=done)


def run_export(job: Job) -> None:
    """Runner of an export's job; it begins anew when it is taken up again, since half a file is none."""
    from shop.exports.operations.mailing import mail

    export = Export.objects.select_related("created_by").get(pk=job.params["export_id"])
    if export.ready_at is None:
        make(export=export, job=job)
    if export.mail_state:
        mail(export=export)


@transaction.atomic
def stop_export(*, by: Any, export: Export) -> None:
    """Stop the making of a file. ``StaleState`` if it is over already."""
    if export.job is None or not stop_job(job=export.job):
        raise StaleState
    audit.record(by=by, action="exports.stop", subject=export.created_by, data={"list": export.kind})


@transaction.atomic
def try_again(*, by: Any, export: Export) -> Job:
    """Make it after all, or send its mail: what failed or was stopped. ``StaleState`` if nothing did."""
    locked = Export.objects.select_for_update(no_key=True, of=("self",)).select_related("job").get(pk=export.pk)
    if not locked.has_failed or (locked.job is not None and not locked.job.is_over):
        raise StaleState
    if locked.mail_state:
        locked.mail_state, locked.mail_error = MailState.WAITING, ""
    total = locked.job.total_count if locked.job else 0
    locked.job = start_job(by=by, kind=EXPORT_JOB, params={"export_id": locked.pk}, total_count=total)
    locked.save(update_fields=["job", "mail_state", "mail_error"])
    return locked.job
