"""Read the rows of a CSV or XLSX file in bounded memory, and refuse in words what cannot be read.

A file is judged by its content, never by its name alone. Rows come as lists of text, numbered as a spreadsheet
numbers them.
"""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from shop.core.errors import InvalidInput

MAX_BYTES = 30 * 1024 * 1024
MAX_UNPACKED_BYTES = 120 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 60
MAX_CELL = 5_000
MEGABYTE = 1024 * 1024
# What a formula without a stored result reads as.
FORMULA_WITHOUT_RESULT = "=?"
# What a cell reads as that is merged into another one.
MERGED = "\ue000"
_PART = 256 * 1024
# A workbook's row longer than this is no table of goods.
_MAX_ROW_XML = 4 * MEGABYTE

# Bounded everywhere: a crafted sheet must not make the search itself the attack.
_CELL_ADDRESS = re.compile(rb"""<(?:\w{1,20}:)?c\b[^>]{0,200}?\br\s{0,9}=\s{0,9}["']([A-Za-z]{1,9})(\d{1,12})""")
_ROW_NUMBER = re.compile(rb"""<(?:\w{1,20}:)?row\b[^>]{0,200}?\br\s{0,9}=\s{0,9}["'](\d{1,12})""")
_EMPTY_FORMULA = re.compile(
    rb"""<c\b[^>]{0,200}?\br="([A-Z]{1,4})(\d{1,8})"[^>]{0,200}>\s{0,9}"""
    rb"""<f\b(?:[^>]{0,200}/>|[^>]{0,200}>[^<]{0,9000}</f>)\s{0,9}(?:<v\s{0,9}/>|<v></v>)?\s{0,9}</c>"""
)
_ERROR_CELL = re.compile(
    rb"""<c\b(?=[^>]{0,200}\bt="e")[^>]{0,200}?\br="([A-Z]{1,4})(\d{1,8})"[^>]{0,200}>"""
    rb"""(?:<f\b[^>]{0,200}(?:/>|>[^<]{0,9000}</f>))?\s{0,9}<v>([^<]{1,30})"""
)
_MERGED = re.compile(rb"""<mergeCell\b[^>]{0,60}?\bref="([A-Z]{1,4})(\d{1,8}):([A-Z]{1,4})(\d{1,8})\"""")
_MAX_MERGED_CELLS = 20_000
_FIRST_SHEET = re.compile(rb'<sheet\b[^>]*?r:id="([^"]{1,60})"')


_Special = dict[tuple[int, int], str]


class BadFile(InvalidInput):
    """The file as a whole cannot be read."""

    code = "bad_file"
    message = _("This file cannot be read.")

    def __init__(self, message: Any = None) -> None:
        super().__init__(message, field="file")


def rows_of(file: IO[bytes], name: str) -> Iterator[tuple[int, list[str]]]:
    """``(row number, cells)`` of every row that is not blank; the first is the header. ``BadFile`` with the reason."""
    file.seek(0, io.SEEK_END)
    size = file.tell()
    if size == 0:
        raise BadFile(_("The file is empty."))
    if size > MAX_BYTES:
        raise BadFile(
            _("The file is larger than %(limit)s MB. Split it and import the parts.") % {"limit": MAX_BYTES // MEGABYTE}
        )
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    if start.startswith(b"PK\x03\x04"):
        return _workbook_rows(file)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadFile(_("This is an old or protected Excel file. Save it as .xlsx without a password, or as CSV."))
    if name.lower().endswith((".xlsx", ".xlsm", ".xls")):
        raise BadFile(
            _("The file is named like an Excel workbook but is none. If it is a text table, rename it to .csv.")
        )
    return _text_rows(file)


def _checked(number: int, cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MAX_COLUMNS:
        raise BadFile(
            _("Row %(row)s has %(count)s columns; at most %(limit)s can be read.")
            % {"row": number, "count": len(cells), "limit": MAX_COLUMNS}
        )
    for place, cell in enumerate(cells):
        if len(cell) > MAX_CELL:
            raise BadFile(
                _("Row %(row)s, column %(column)s: the cell has more than %(limit)s characters.")
                % {"row": number, "column": column_name(place), "limit": f"{MAX_CELL:,}"}
            )
    return cells


def column_name(place: int) -> str:
    """0 → A, 26 → AA, as spreadsheets name columns."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def _column_place(name: bytes) -> int:
    place = 0
    for letter in name.upper():
        place = place * 26 + letter - 64
    return place - 1


def too_many_rows() -> BadFile:
    """The refusal of a file that is too long."""
    return BadFile(
        _("The file has more than %(limit)s rows. Split it and import the parts.") % {"limit": f"{MAX_ROWS:,}"}
    )


# --- Text ---------------------------------------------------------------------------------------------


def _encoding(file: IO[bytes]) -> str:
    start = file.read(4)
    file.seek(0)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in (*_utf_16(file), "utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while part := file.read(_PART):
                if b"\0" in part and not encoding.startswith("utf-16"):
                    raise BadFile(_("This is not a table: use a CSV or an XLSX file."))
                decoder.decode(part)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        else:
            return encoding
        finally:
            file.seek(0)
    raise BadFile(_("The characters of this file cannot be read. Save it as CSV in UTF-8 and try again."))


def _utf_16(file: IO[bytes]) -> list[str]:
    """UTF-16 without a mark at its start: separators and line ends have a zero byte, all on the same side."""
    sample = file.read(_PART)
    file.seek(0)
    high, low = sample[1::2].count(0), sample[0::2].count(0)
    if not high and not low:
        return []
    return ["utf-16-le"] if not low else ["utf-16-be"] if not high else []


def _text_rows(file: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    encoding = _encoding(file)
    # Own buffer: closing the wrapper must not close the file, which belongs to the caller.
    text = io.TextIOWrapper(io.BufferedReader(_Unclosable(file)), encoding=encoding, newline="")  # type: ignore[type-var]
    first = text.readline(64 * 1024)
    delimiter = max(",;\t", key=first.count)
    text.seek(0)
    number = 0
    try:
        for number, row in enumerate(csv.reader(text, delimiter=delimiter), start=1):
            cells = _checked(number, [cell.strip() for cell in row])
            if not cells:
                continue
            if number > MAX_ROWS + 1:
                raise too_many_rows()
            yield number, cells
    except UnicodeError as error:
        raise BadFile(
            _("The characters of this file cannot be read. Save it as CSV in UTF-8 and try again.")
        ) from error
    except csv.Error as error:
        raise BadFile(
            _("Row %(row)s cannot be read: is a quotation mark missing at the end of a cell?") % {"row": number + 1}
        ) from error


class _Unclosable(io.RawIOBase):
    """A reader over a file that stays open when the reader is closed."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: Any) -> int:
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


# --- Workbooks ----------------------------------------------------------------------------------------


def _workbook_rows(file: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    special = _inspect(file)
    file.seek(0)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(file)  # type: ignore[arg-type]
        sheet = book.get_sheet_by_index(0)
        # Rows come from the first of the sheet on, cells from the first used column.
        first_column = (sheet.start or (0, 0))[1]
        rows = sheet.iter_rows()
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise BadFile(_("This workbook is damaged. Open it in Excel or WPS, save it again and retry.")) from error
    for number, row in enumerate(rows, start=1):
        cells = [""] * first_column + [_as_text(value) for value in row]
        for place in range(len(cells)):
            if special and not cells[place]:
                cells[place] = special.get((number, place), "")
        cells = _checked(number, cells)
        if cells:
            yield number, cells


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        # Six decimals: beyond them is the noise of binary fractions, not something anybody typed.
        return f"{value:.6f}".rstrip("0").rstrip(".")
    if isinstance(value, datetime | date):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    text = str(value).strip()
    # In a workbook this is text: formulas come as their results, or from ``_inspect``.
    return f"'{text}" if text.startswith(("=", "＝")) else text


def _inspect(file: IO[bytes]) -> _Special:
    """Refuse a workbook that would fill the memory; return what the reader drops, by (row, column place).

    That is formulas saved without a result, and errors such as #REF!.

    The reader allocates the rectangle of all used cells at once, so a single cell at XFD1048576 would ask for
    gigabytes: the cells' addresses are looked at before. Unpacked sizes are counted, not believed.
    """
    try:
        archive = zipfile.ZipFile(file)
        names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise BadFile(_("This workbook is damaged. Open it in Excel or WPS, save it again and retry.")) from error
    if "xl/workbook.xml" not in names:
        raise BadFile(_("This is not an Excel workbook: use a CSV or an XLSX file."))
    if any(name.startswith("xl/externalLinks/") for name in names):
        raise BadFile(
            _("This workbook takes values from other files. Copy the table and paste it as values into a new one.")
        )
    if len(names) > 2_000:
        raise BadFile(_("This workbook has too many parts. Copy the table into a new workbook."))
    room = MAX_UNPACKED_BYTES
    found: _Special = {}
    try:
        first = _first_sheet(archive, names)
        for name in sorted(names):
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                room = _inspect_sheet(archive, name, room, found if name == first else None)
            else:
                room = _measure(archive, name, room)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        raise BadFile(_("This workbook is damaged or protected by a password.")) from error
    return found


def _take(room: int, part: bytes) -> int:
    room -= len(part)
    if room < 0:
        raise BadFile(
            _("This workbook unpacks to more than %(limit)s MB. Save the table alone, without pictures, or as CSV.")
            % {"limit": MAX_UNPACKED_BYTES // MEGABYTE}
        )
    return room


def _measure(archive: zipfile.ZipFile, name: str, room: int) -> int:
    with archive.open(name) as part_file:
        while part := part_file.read(_PART):
            room = _take(room, part)
    return room


def _inspect_sheet(archive: zipfile.ZipFile, name: str, room: int, found: _Special | None) -> int:
    rest = b""
    with archive.open(name) as sheet:
        while part := sheet.read(_PART):
            room = _take(room, part)
            whole, end, rest = (rest + part).rpartition(b"</row>")
            if len(rest) > _MAX_ROW_XML:
                raise BadFile(_("This workbook holds a row that is far too long."))
            if end:
                _inspect_cells(whole + end, found)
    _inspect_cells(rest, found)
    return room


def _inspect_cells(xml: bytes, found: _Special | None) -> None:
    numbers = [int(number) for number in _ROW_NUMBER.findall(xml)]
    if numbers and max(numbers) > MAX_ROWS + 1:
        raise too_many_rows()
    for column, row in _CELL_ADDRESS.findall(xml):
        if int(row) > MAX_ROWS + 1:
            raise too_many_rows()
        if _column_place(column) >= MAX_COLUMNS:
            raise BadFile(
                _("Column %(column)s is used; at most %(limit)s columns can be read.")
                % {"column": column.decode(), "limit": MAX_COLUMNS}
            )
    if found is not None:
        for column, row in _EMPTY_FORMULA.findall(xml):
            found[int(row), _column_place(column)] = FORMULA_WITHOUT_RESULT
        for column, row, value in _ERROR_CELL.findall(xml):
            found[int(row), _column_place(column)] = value.decode(errors="replace")
        for merged in _MERGED.findall(xml):
            _mark_merged(merged, found)


def _mark_merged(merged: tuple[bytes, bytes, bytes, bytes], found: _Special) -> None:
    """Only the first of merged cells holds the value: the others are marked, so that they are not taken for empty."""
    left, top, right, bottom = merged
    rows = range(int(top), min(int(bottom), MAX_ROWS + 1) + 1)
    places = range(_column_place(left), min(_column_place(right), MAX_COLUMNS - 1) + 1)
    if len(rows) * len(places) + len(found) > _MAX_MERGED_CELLS:
        raise BadFile(_("This workbook has very many merged cells. Unmerge them and save it again."))
    for row in rows:
        for place in places:
            found.setdefault((row, place), MERGED)
    found.pop((rows[0], places[0]), None)


def _first_sheet(archive: zipfile.ZipFile, names: set[str]) -> str:
    """The part that holds the first sheet, as the workbook's index says."""
    with archive.open("xl/workbook.xml") as index:
        match = _FIRST_SHEET.search(index.read(MEGABYTE))
    if match and "xl/_rels/workbook.xml.rels" in names:
        with archive.open("xl/_rels/workbook.xml.rels") as relations:
            for relation in re.findall(rb"<Relationship\b[^>]*>", relations.read(MEGABYTE)):
                if re.search(rb'\bId="' + re.escape(match[1]) + rb'"', relation):
                    target = re.search(rb'\bTarget="([^"]+)"', relation)
                    if target:
                        path = target[1].decode(errors="replace")
                        return path.lstrip("/") if path.startswith("/") else f"xl/{path}"
    return "xl/worksheets/sheet1.xml"
