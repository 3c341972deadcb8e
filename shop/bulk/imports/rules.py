"""Pure decisions of an import: what a row says, which of several rows counts, what it changes."""

import re
from dataclasses import dataclass
from typing import Any

from shop.bulk.enums import CodeRule
from shop.bulk.imports.reading import FORMULA_WITHOUT_RESULT, MERGED, column_name
from shop.core.money import MAX_FEN, parse_yuan

LENGTHS = {
    "code": 40,
    "title": 120,
    "barcode": 40,
    "subtitle": 160,
    "option_name": 30,
    "option_value": 40,
    "collection": 60,
    "pictures": 1_000,
    "sku_picture": 120,
}
# Databases keep the keys of stored values in an order of their own.
FIELD_ORDER = (
    "title",
    "price",
    "cost",
    "stock",
    "weight",
    "barcode",
    "subtitle",
    "option_name",
    "option_value",
    "collection",
    "pictures",
    "sku_picture",
)
MAX_UNITS = 10_000_000
MAX_WEIGHT_G = 1_000_000
DEFAULT_OPTION = "规格"

_ERROR_VALUE = re.compile(r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|GETTING_DATA|SPILL!|CALC!).*")
# Separators between thousands, and the nothing after the point that spreadsheets add.
_UNITS = re.compile(r"[,，]|[.．][0０]+$")
# What an export puts an apostrophe before.
_FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028\u2029\ufeff]+")
# Codes and names that shops give to what is no goods.
_SERVICE_CODE = re.compile(
    r"(?:POST(AGE)?|DOT(COM)?|M|MANUAL|D|DISC(OUNT)?|C2|CARRIAGE|S|SAMPLES?|B|ADJUST\d*|FEES?|SHIP(PING)?|FREIGHT|"
    r"AMAZON\s*FEE|BANK\s*CHARGES?|CRUK|GIFT.?CARD|VOUCHER|TEST\d*|EXAMPLE-\d+|运费|邮费|差价|补差价?|手续费|折扣|优惠)",
    re.IGNORECASE,
)
_SERVICE_NAME = re.compile(
    r"(?:(?:DOTCOM )?POSTAGE|CARRIAGE|MANUAL|DISCOUNT|SAMPLES|ADJUST(?:MENT)?\b.*|AMAZON FEE|BANK CHARGES|"
    r".*\bBESPOKE|SHIPPING|FREIGHT|.*(?:运费|邮费|差价|手续费|服务费|优惠券).*)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Parsed:
    """A row understood: values by field (empty cells absent, amounts in fen), or the reason for its refusal."""

    code: str
    values: dict[str, Any]
    reason: dict[str, Any]


def parse_row(cells: list[str], mapping: dict[str, int]) -> Parsed:
    """What the mapped cells of a row say; the first thing wrong refuses the row."""
    values: dict[str, Any] = {}
    reason: dict[str, Any] = {}
    for field, place in mapping.items():
        cell = cells[place] if place < len(cells) else ""
        cell = _on_one_line(cell)
        if not cell:
            continue
        wrong = _wrong(field, cell, column_name(place))
        if wrong:
            reason = reason or wrong
        elif field in {"price", "cost"}:
            values[field] = parse_yuan(cell)
        elif field in {"stock", "weight"}:
            values[field] = int(_UNITS.sub("", cell))
        else:
            values[field] = tidy(cell)
    code = values.pop("code", "")
    if not code and not reason:
        reason = {"code": "no_code"}
    if "option_value" in values:
        values.setdefault("option_name", DEFAULT_OPTION)
    elif "option_name" in values:
        reason = reason or {"code": "half_option"}
    return Parsed(code=code, values=values, reason=reason)


def tidy(text: str) -> str:
    """Text as an import takes it: on one line, and without the apostrophe that an export puts before what would look
    like a formula.
    """
    text = _on_one_line(text)
    return text[1:] if text[:1] == "'" and text[1:2] in _FORMULA_SIGNS else text


def _on_one_line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


def _wrong(field: str, cell: str, column: str) -> dict[str, Any]:
    shown = cell if len(cell) <= 30 else f"{cell[:30]}…"
    if cell == MERGED:
        return {"code": "merged", "column": column, "field": field}
    if cell == FORMULA_WITHOUT_RESULT or (cell[0] in "=＝" and len(cell) > 1):
        return {"code": "formula", "column": column, "field": field}
    if _ERROR_VALUE.fullmatch(cell):
        return {"code": "error_value", "column": column, "field": field, "value": shown}
    if field == "price":
        try:
            price_fen = parse_yuan(cell)
        except ValueError:
            return {"code": "bad_price", "column": column, "value": shown}
        return {} if 1 <= price_fen <= MAX_FEN else {"code": "price_range", "column": column, "value": shown}
    if field == "cost":
        try:
            is_cost = 0 <= parse_yuan(cell) <= MAX_FEN
        except ValueError:
            is_cost = False
        return {} if is_cost else {"code": "bad_cost", "column": column, "value": shown}
    if field in {"stock", "weight"}:
        digits = _UNITS.sub("", cell)
        least, most = (0, MAX_UNITS) if field == "stock" else (1, MAX_WEIGHT_G)
        if not digits.isdecimal() or not least <= int(digits) <= most:
            return {"code": f"bad_{field}", "column": column, "value": shown}
        return {}
    if len(tidy(cell)) > LENGTHS[field]:
        return {"code": "too_long", "column": column, "field": field, "limit": LENGTHS[field]}
    return {}


def looks_like_service(code: str, title: str) -> bool:
    """Whether a new code is probably postage, a discount, a fee: nothing one stocks."""
    return bool(_SERVICE_CODE.fullmatch(code.strip()) or _SERVICE_NAME.fullmatch(title.strip()))


@dataclass(frozen=True)
class Group:
    """All rows of one code taken together: the place of the row that counts, what counts, what differs."""

    winner: int
    values: dict[str, Any]
    conflicts: list[list[Any]]


def settle(rows: list[dict[str, Any]], rule: str) -> Group:
    """Which row counts. Empty cells are filled from the others; ``conflicts`` lists each field told differently."""
    order = list(range(len(rows)))
    winner = 0 if rule == CodeRule.FIRST else order[-1]
    by_weight = order if rule == CodeRule.FIRST else order[::-1]
    values: dict[str, Any] = {}
    for place in by_weight:
        for field, value in rows[place].items():
            values.setdefault(field, value)
    conflicts = []
    for field in FIELD_ORDER:
        told = list(dict.fromkeys(row[field] for row in rows if field in row))
        if len(told) > 1:
            conflicts.append([field, told])
    return Group(winner=winner, values=values, conflicts=conflicts)


def differing(row: dict[str, Any], counted: dict[str, Any]) -> list[str]:
    """Fields that a row tells differently from what counts."""
    return [field for field in FIELD_ORDER if field in row and counted.get(field) != row[field]]
