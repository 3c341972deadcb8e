"""Lists of receivers as people have them: pasted from a chat or a table, or a file."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from django.utils.translation import gettext as _

from shop.bulk.imports.reading import FORMULA_WITHOUT_RESULT, MERGED, BadFile, rows_of
from shop.customers.pasting import MAX_TEXT, read_address
from shop.exports.registry import Sheet
from shop.orders.queries import Quote
from shop.orders.rules import MAX_RECEIVERS

MAX_BYTES = 1024 * 1024
MAX_PASTED = MAX_RECEIVERS * MAX_TEXT
# Header names without spaces and signs; what follows them in brackets is left out.
COLUMNS = {
    "recipient": "recipient name 姓名 收件人 收货人 收件人姓名 收货人姓名 联系人",
    "phone": "phone mobile mobilenumber 手机 手机号 手机号码 电话 联系电话 联系方式 收件人电话 收货人电话",
    "address": "address 地址 收货地址 收件地址 详细地址 完整地址",
    "region": "region 地区 所在地区 省市区 所在区域",
    "province": "province 省 省份",
    "city": "city 市 城市",
    "district": "district 区 区县 县区 区县市",
    "street": "street 街道 街道地址 街道门牌",
    "gift_text": "card giftcard 贺卡 贺卡内容 祝福语 留言",
    "delivery_on": "day deliveryday date 日期 送达日期 期望日期 配送日期 希望日期",
}
_KNOWN = {name: key for key, names in COLUMNS.items() for name in names.split()}
_SIGNS = re.compile(r"[\W_]+")
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_UNITS = re.compile(r"\d{1,4}(?:\.0+)?")

Row = dict[str, Any]


def read_text(text: str, cart: Quote) -> list[Row]:
    """People as they stand in a text: each on a line of their own, in any order of name, number and address; a table
    copied out of a spreadsheet, with or without header.
    """
    lines = [line for line in text[:MAX_PASTED].splitlines() if line.strip()]
    return _read(((number, line.split("\t")) for number, line in enumerate(lines, start=1)), cart)


def read_file(file: IO[bytes], name: str, *, size: int, cart: Quote) -> list[Row]:
    """The people in a CSV or XLSX file. ``BadFile`` if it cannot be read, or nobody is in it."""
    if size > MAX_BYTES:
        raise BadFile(_("The file is larger than 1 MB. A list of people is much smaller."))
    rows = _read(rows_of(file, name), cart)
    if not rows:
        raise BadFile(_("Nobody is in this file."))
    return rows


def _read(rows: Iterable[tuple[int, Sequence[str]]], cart: Quote) -> list[Row]:
    found: list[Row] = []
    columns: dict[str, int] | None = None
    above: list[str] = []
    for index, (_number, cells) in enumerate(rows):
        cells = _filled(cells, above)
        above = cells
        if index == 0 and (columns := _columns(cells, cart)):
            continue
        if len(found) > MAX_RECEIVERS:
            break
        row = _by_columns(cells, columns, cart) if columns else dict(read_address(" ".join(cells)).as_dict())
        if any(row.values()):
            found.append(row)
    return found


def _filled(cells: Sequence[str], above: Sequence[str]) -> list[str]:
    """A merged cell says what stands above it; a formula that nobody has worked out says nothing."""
    filled = []
    for place, cell in enumerate(cells):
        if cell == MERGED:
            cell = above[place] if place < len(above) else ""
        filled.append("" if cell == FORMULA_WITHOUT_RESULT else unicodedata.normalize("NFKC", cell).strip())
    return filled


def _columns(header: Sequence[str], cart: Quote) -> dict[str, int] | None:
    """What stands in which column; None if this is a row like the others."""
    codes = {line.line.sku.code.lower(): f"sku:{line.line.sku_id}" for line in cart.lines}
    found: dict[str, int] = {}
    for place, cell in enumerate(header):
        name = _SIGNS.sub("", _BRACKETS.sub("", cell)).lower()
        key = _KNOWN.get(name) or codes.get(cell.split(" ")[0].lower())
        if key:
            found.setdefault(key, place)
    return found if {"recipient", "phone"} & found.keys() else None


def _by_columns(cells: Sequence[str], columns: Mapping[str, int], cart: Quote) -> Row:
    said = {key: cells[place] if place < len(cells) else "" for key, place in columns.items()}
    written = f"{said.get('region', '')} {said.get('address', '')}".strip()
    whole = read_address(written) if written else None
    row: Row = dict(whole.as_dict()) if whole else {}
    row |= {key: value for key, value in said.items() if value and not key.startswith(("sku:", "address", "region"))}
    if whole and "street" not in said:
        # No name is looked for in what is an address already.
        row["street"] = whole.street if "recipient" not in said else f"{whole.street}{whole.recipient}"
    row["recipient"] = said.get("recipient", "") or row.get("recipient", "")
    row["phone"] = said.get("phone", "") or row.get("phone", "")
    row["quantities"] = {
        key.removeprefix("sku:"): int(float(value))
        for key, value in said.items()
        if key.startswith("sku:") and _UNITS.fullmatch(value)
    }
    return row if any(row.values()) else {}


def template(cart: Quote) -> Sheet:
    """A table to fill in, with a column for each of the goods."""
    header = [
        _("Recipient"),
        _("Mobile number"),
        _("Address (region and street)"),
        _("Card (if wanted)"),
        _("Day (if wanted, such as 2026-12-24)"),
        *(f"{line.line.sku.code} {line.line.sku.full_title}" for line in cart.lines),
    ]
    return Sheet(title=_("Names and addresses"), header=header, rows=[])
