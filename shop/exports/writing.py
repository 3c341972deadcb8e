"""Tables as files, row by row: whatever their length, memory stays the same.

What people typed stays text. A cell that begins like a formula is one in no program: XLSX stores it as text, CSV gets
an apostrophe before it, which the goods import takes off again.
"""

import csv
import io
import re
import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.core.errors import InvalidInput
from shop.exports.enums import Format
from shop.exports.registry import Sheet

# A worksheet holds 1,048,576; a file of half of them is more than anybody reads.
MAX_ROWS = 500_000
_MAX_LINES = 1_048_576
CONTENT_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_MAX_CELL = 32_767


def write(sheets: Sequence[Sheet], format_: str, target: IO[bytes]) -> int:
    """Write the tables into ``target``; returns the number of rows of the first."""
    return _write_csv(sheets[0], target) if format_ == Format.CSV else _write_xlsx(sheets, target)


def _write_xlsx(sheets: Sequence[Sheet], target: IO[bytes]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        options = {"constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False}
        book = xlsxwriter.Workbook(target, options)
        try:
            counts = [_write_page(book, sheet) for sheet in sheets]
        finally:
            # Also when it was stopped: the parts that lie in the folder are open files.
            book.close()
    return counts[0]


def _write_page(book: Any, sheet: Sheet) -> int:
    formats = {
        "head": book.add_format({"bold": True}),
        "money": book.add_format({"num_format": "0.00"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    page = book.add_worksheet(sheet.title[:31])
    page.freeze_panes(1, 0)
    for place, name in enumerate(sheet.header):
        page.write_string(0, place, name, formats["head"])
        page.set_column(place, place, min(40, max(12, len(name) * 2)))
    line = 0
    for line, row in enumerate(sheet.rows, start=1):
        if line == _MAX_LINES:
            # A sheet that is cut short looks like one that is complete.
            raise InvalidInput(_("A sheet would be longer than Excel can hold. Narrow the list."))
        for place, value in enumerate(row):
            _write_cell(page, line, place, value, formats)
    return line


def _write_cell(page: Any, line: int, place: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_string(line, place, _yes_no(value))
    elif isinstance(value, Decimal):
        page.write_number(line, place, value, formats["money"])
    elif isinstance(value, int):
        page.write_number(line, place, value)
    elif isinstance(value, datetime):
        page.write_datetime(line, place, timezone.localtime(value).replace(tzinfo=None), formats["moment"])
    elif isinstance(value, date):
        page.write_datetime(line, place, value, formats["day"])
    else:
        page.write_string(line, place, _CONTROL.sub("", str(value))[:_MAX_CELL])


def _write_csv(sheet: Sheet, target: IO[bytes]) -> int:
    # With a byte order mark: Excel takes the file for the system's own encoding otherwise.
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    lines = csv.writer(text)
    lines.writerow([_text(name) for name in sheet.header])
    count = 0
    for row in sheet.rows:
        lines.writerow([_text(value) for value in row])
        count += 1
    text.detach()
    return count


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _yes_no(value)
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, int | Decimal | date):
        return str(value)
    text = _CONTROL.sub("", str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text


def _yes_no(value: bool) -> str:
    return _("yes") if value else _("no")
