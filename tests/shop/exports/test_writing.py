"""Files: local time, text that stays text, a byte order mark."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from shop.exports.registry import Sheet
from shop.exports.writing import write

MOMENT = datetime(2026, 10, 1, 16, 30, tzinfo=UTC)


def csv_of(*rows: list[object]) -> list[list[str]]:
    target = io.BytesIO()
    write([Sheet(title="T", header=["A"], rows=rows)], "csv", target)
    assert target.getvalue().startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(target.getvalue().decode("utf-8-sig"))))[1:]


@pytest.mark.parametrize("text", ["=1+1", "+86 138", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_what_begins_like_a_formula_is_none(text: str) -> None:
    assert csv_of([text]) == [[f"'{text}"]]
    target = io.BytesIO()
    write([Sheet(title="T", header=["A"], rows=[[text]])], "xlsx", target)
    cell = load_workbook(target).active.cell(row=2, column=1)
    assert cell.data_type == "s"


def test_numbers_and_moments_are_numbers_and_moments() -> None:
    assert csv_of([-5, Decimal("12.50"), None, MOMENT, date(2026, 10, 1), "苹果"]) == [
        ["-5", "12.50", "", "2026-10-02 00:30:00", "2026-10-01", "苹果"]
    ]
    target = io.BytesIO()
    rows = [[-5, Decimal("12.50"), MOMENT, date(2026, 10, 1), "\x00苹\x0b果"]]
    assert write([Sheet(title="T", header=["A"] * 5, rows=rows)], "xlsx", target) == 1
    number, amount, moment, day, text = load_workbook(target).active[2]
    assert (number.value, amount.value, amount.number_format) == (-5, 12.5, "0.00")
    assert moment.value == datetime(2026, 10, 2, 0, 30)  # noqa: DTZ001 workbooks know no time zones
    assert day.value.date() == date(2026, 10, 1)
    assert text.value == "苹果"
