"""Read waybill numbers from a pasted text or a file: what each row says, not yet whether it is right."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext_lazy as _

from shop.bulk.imports.reading import BadFile, rows_of
from shop.core.errors import InvalidInput
from shop.shipping.carriers import carrier_of

MAX_ROWS = 5_000
MAX_TEXT = 500_000
# Header names without spaces and signs.
COLUMNS = {
    "order": "ordernumber order orderno 订单号 订单编号 订单",
    "tracking": "trackingnumber tracking waybill waybillnumber 运单号 快递单号 物流单号 运单编号 单号",
    "carrier": "carrier courier express 快递公司 物流公司 承运商 快递 物流",
    "recipient": "recipient 收件人 收货人 姓名 收件人姓名 收货人姓名",
}
_SIGNS = re.compile(r"[\W_]+")
_ORDER = re.compile(r"\d{13}")
# What is sent beside orders has a letter before its number.
_BESIDE = re.compile(r"[A-Z]\d{13}")
_BETWEEN = re.compile(r"[,，;；]")


@dataclass(frozen=True)
class Written:
    """A row as somebody wrote it; texts are stripped, nothing else."""

    position: int
    order: str
    tracking: str
    carrier: str = ""
    recipient: str = ""


def read_file(file: IO[bytes], name: str) -> list[Written]:
    """The rows of a CSV or XLSX file. ``BadFile`` if it cannot be read or has no such columns."""
    return _read(rows_of(file, name))


def read_text(text: str) -> list[Written]:
    """The rows of a pasted text: a table with or without header, or words between spaces or commas, row by row."""
    if len(text) > MAX_TEXT:
        raise InvalidInput(_("This is too long to paste. Use a file."), field="text")
    lines = enumerate(text.splitlines(), start=1)
    rows = _read([(number, _cells(line)) for number, line in lines if line.strip()])
    if not rows:
        raise InvalidInput(_("Paste at least one row: order number and tracking number."), field="text")
    return rows


def _cells(line: str) -> list[str]:
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")]
    if _BETWEEN.search(line):
        return [cell.strip() for cell in _BETWEEN.split(line)]
    return line.split()


def _read(rows: Iterable[tuple[int, Sequence[str]]]) -> list[Written]:
    found: list[Written] = []
    columns: dict[str, int] | None = None
    is_first = True
    for position, cells in rows:
        if is_first:
            is_first = False
            columns = _columns(cells)
            if columns is not None:
                continue
        if len(found) == MAX_ROWS:
            raise BadFile(_("More than %(limit)s rows. Split them.") % {"limit": f"{MAX_ROWS:,}"})
        found.append(_by_columns(position, cells, columns) if columns else _by_looks(position, cells))
    return found


def _columns(header: Sequence[str]) -> dict[str, int] | None:
    """Column → place if this row is a header; None if it is a row like the others."""
    names = [_SIGNS.sub("", cell).lower() for cell in header]
    found = {
        key: next(place for place, name in enumerate(names) if name in known.split())
        for key, known in COLUMNS.items()
        if any(name in known.split() for name in names)
    }
    if not found:
        return None
    if not {"order", "tracking"} <= found.keys():
        raise BadFile(_("A column for the order number and one for the tracking number are needed."))
    return found


def _by_columns(position: int, cells: Sequence[str], columns: dict[str, int]) -> Written:
    said = {key: cells[place] if place < len(cells) else "" for key, place in columns.items()}
    return Written(position, **said)


def _by_looks(position: int, cells: Sequence[str]) -> Written:
    """Without a header: the first that looks like an order number is one, a carrier's name is one, the rest follows."""
    rest = [cell for cell in cells if cell]
    first = rest[0] if rest else ""
    is_beside = bool(_BESIDE.fullmatch(first))
    order = first if is_beside else next((cell for cell in rest if _ORDER.fullmatch(cell)), first)
    if order:
        rest.remove(order)
    # Every tracking number has a digit, and no carrier's name has one.
    carrier = next((cell for cell in rest if not any(char.isdecimal() for char in cell)), "")
    if carrier and (len(rest) > 1 or carrier_of(carrier)):
        rest.remove(carrier)
    else:
        carrier = ""
    return Written(position, order, rest[0] if rest else "", carrier)
