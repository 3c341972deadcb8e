"""The rows an import refused, as a workbook: the file's own columns, and why."""

import tempfile
from collections.abc import Iterator
from typing import IO, Any

import xlsxwriter
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from shop.bulk.admin.runs import RunView
from shop.bulk.enums import Outcome, RunState, Verdict
from shop.bulk.imports.reading import rows_of
from shop.bulk.imports.reasons import say
from shop.bulk.models import Row, Run

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def refused_rows(run: Run) -> Iterator[tuple[int, str]]:
    """Number and reason of every row that did not come in, in the file's order; a suspicious one counts as refused."""
    rows = Row.objects.filter(run=run).filter(
        Q(verdict__in=[Verdict.REFUSED, Verdict.SUSPECT]) | Q(outcome=Outcome.REFUSED)
    )
    for number, reason in rows.order_by("number").values_list("number", "reason").iterator(chunk_size=2000):
        yield number, say(reason)


def write_refused(run: Run, *, may_cost: bool) -> IO[bytes]:
    """The workbook, row by row: neither file is ever in memory as a whole. Corrected, it can be imported again.

    Costs stay empty for those who may not see them.
    """
    hidden = None if may_cost else run.options.get("mapping", {}).get("cost")
    target = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    book = xlsxwriter.Workbook(
        target, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    width = len(run.header)
    for place, cell in enumerate([*run.header, _("Row in the file"), _("Reason")]):
        sheet.write_string(0, place, cell, bold)
    refused = refused_rows(run)
    wanted = next(refused, None)
    line = 1
    with run.file.open("rb") as file:
        for number, cells in rows_of(file, run.file_name):
            if wanted is None:
                break
            if number != wanted[0]:
                continue
            for place, cell in enumerate(cells[:width]):
                sheet.write_string(line, place, "" if place == hidden else cell)
            sheet.write_number(line, width, number)
            sheet.write_string(line, width + 1, wanted[1])
            line += 1
            wanted = next(refused, None)
    book.close()
    target.seek(0)
    return target


class RefusedFileView(RunView):
    """Download the refused rows."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        if self.run.cleared_at or self.run.state not in {RunState.CHECKED, RunState.DONE, RunState.UNDONE}:
            return redirect(self.run_url())
        name = f"{_('Refused rows')}-{self.run.pk}.xlsx"
        return FileResponse(
            write_refused(self.run, may_cost=self.may_cost), as_attachment=True, filename=name, content_type=_XLSX
        )
