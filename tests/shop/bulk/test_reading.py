"""Reading files: what is understood, and what is refused in words before it does harm."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter

from shop.bulk.imports import reading
from shop.bulk.imports.columns import guess, shape_of
from shop.bulk.imports.reading import BadFile, rows_of
from shop.bulk.imports.rules import parse_row

pytestmark = pytest.mark.once

TABLE = "货号,名称,价格\nA1,栖霞苹果,68\n\nA2,“苹果”干,12.5\n"


def workbook(fill: Callable[[Any], None]) -> io.BytesIO:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        fill(book.add_worksheet())
    target.seek(0)
    return target


def rewritten(book: io.BytesIO, part: str, change: Callable[[bytes], bytes]) -> io.BytesIO:
    """The workbook with one part changed, as a tool gone wrong or an attacker would."""
    target = io.BytesIO()
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            content = source.read(name)
            out.writestr(name, change(content) if name == part else content)
    target.seek(0)
    return target


def small_book() -> io.BytesIO:
    return workbook(lambda sheet: (sheet.write_row(0, 0, ["code", "price"]), sheet.write_row(1, 0, ["A1", 2.55])))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_text_in_every_usual_encoding(encoding: str) -> None:
    rows = list(rows_of(io.BytesIO(TABLE.encode(encoding)), "goods.csv"))

    assert rows == [(1, ["货号", "名称", "价格"]), (2, ["A1", "栖霞苹果", "68"]), (4, ["A2", "“苹果”干", "12.5"])]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_with_every_usual_delimiter(delimiter: str) -> None:
    text = 'code|name\n"A1"|"a "" b"\n'.replace("|", delimiter)

    assert list(rows_of(io.BytesIO(text.encode()), "x.txt")) == [(1, ["code", "name"]), (2, ["A1", 'a " b'])]


def test_workbook_numbers_dates_and_places() -> None:
    def fill(sheet: Any) -> None:
        sheet.write_row(2, 1, ["code", "price"])
        sheet.write_row(4, 1, [85048, 0.1 + 0.2])
        sheet.write_row(5, 1, [6901234567892, True])
        sheet.write_formula(6, 2, "=1+1", value="")
        sheet.write_string(6, 1, "A1")
        sheet.write_formula(7, 2, "=1/0", value="#DIV/0!")
        sheet.write_formula(8, 2, "=2+3", value=5)

    assert list(rows_of(workbook(fill), "goods.xlsx")) == [
        (3, ["", "code", "price"]),
        (5, ["", "85048", "0.3"]),
        (6, ["", "6901234567892", "TRUE"]),
        (7, ["", "A1", "=?"]),
        (8, ["", "", "#DIV/0!"]),
        (9, ["", "", "5"]),
    ]


def _sparse(sheet: Any) -> None:
    sheet.write_row(0, 0, ["code", "price"])
    sheet.write_string(1_048_575, 16_383, "!")


def _zip(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return target.getvalue()


def _bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("xl/workbook.xml", b"<workbook/>")
        with out.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _part in range(reading.MAX_UNPACKED_BYTES // 1_000_000 + 2):
                sheet.write(b"<row></row>" * 91_000)
    return target.getvalue()


BAD_FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty": ("goods.csv", lambda: b""),
    "text named xlsx": ("goods.xlsx", TABLE.encode),
    "old excel": ("goods.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100),
    "picture named csv": ("goods.csv", lambda: b"\x89PNG\r\n\x1a\n" + b"\0\1\2" * 50),
    "unreadable characters": ("goods.csv", lambda: b"code,name\nA1,\xff\xff\xff\n"),
    "zip without workbook": ("goods.xlsx", lambda: _zip({"readme.txt": b"hello"})),
    "damaged zip": ("goods.xlsx", lambda: small_book().getvalue()[:200]),
    "damaged sheet": (
        "goods.xlsx",
        lambda: rewritten(small_book(), "xl/workbook.xml", lambda xml: xml[: len(xml) // 2]).getvalue(),
    ),
    "one cell far away": ("goods.xlsx", lambda: workbook(_sparse).getvalue()),
    "far away in single quotes": (
        "goods.xlsx",
        lambda: rewritten(
            small_book(), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'r="A2"', b"r = 'XFD1048576'")
        ).getvalue(),
    ),
    "zip bomb": ("goods.xlsx", _bomb),
    "too many columns": ("goods.csv", lambda: ",".join(f"c{n}" for n in range(61)).encode()),
    "million characters": ("goods.csv", lambda: b"code,name\nA1," + b"x" * 1_000_000),
    "quotation mark never closed": ("goods.csv", lambda: b'code,name\nA1,"' + b"x\n" * 200_000),
    "too many rows": ("goods.csv", lambda: b"code,name\n" + b"a,b\n" * (reading.MAX_ROWS + 5)),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_bad_files_are_refused_in_words(case: str) -> None:
    name, make = BAD_FILES[case]

    with pytest.raises(BadFile) as refused:
        list(rows_of(io.BytesIO(make()), name))

    assert len(str(refused.value)) > 4


def test_a_file_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 10)

    with pytest.raises(BadFile):
        rows_of(io.BytesIO(b"code,name\nA1,a\n"), "goods.csv")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (["InvoiceNo", "StockCode", "Description", "Quantity", "UnitPrice"], {"code": 1, "title": 2, "price": 4}),
        (
            ["商品名称", "规格", "SKU 编码", "售价（元）", "库存"],
            {"title": 0, "option_value": 1, "code": 2, "price": 3, "stock": 4},
        ),
        (["商品", "编码", "价格"], {"title": 0, "code": 1, "price": 2}),
        (["a", "b"], {}),
    ],
)
def test_columns_are_guessed_from_their_names(header: list[str], expected: dict[str, int]) -> None:
    assert guess(header) == expected


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(encoding: str) -> None:
    rows = list(rows_of(io.BytesIO(TABLE.encode(encoding)), "goods.csv"))

    assert rows[0] == (1, ["货号", "名称", "价格"])
    assert rows[1] == (2, ["A1", "栖霞苹果", "68"])


def test_merged_cells_are_not_taken_for_empty_ones() -> None:
    def fill(sheet: Any) -> None:
        sheet.write_row(0, 0, ["code", "title", "price"])
        sheet.write_row(1, 0, ["A1", "", 5])
        sheet.write_row(2, 0, ["A2", "", 6])
        sheet.merge_range(1, 1, 2, 1, "苹果")

    rows = list(rows_of(workbook(fill), "goods.xlsx"))

    assert rows[1:] == [(2, ["A1", "苹果", "5"]), (3, ["A2", reading.MERGED, "6"])]
    parsed = parse_row(rows[2][1], {"code": 0, "title": 1, "price": 2})
    assert parsed.reason == {"code": "merged", "column": "B", "field": "title"}


def test_a_merge_of_everything_does_not_fill_the_memory() -> None:
    def fill(sheet: Any) -> None:
        sheet.write_row(0, 0, ["code", "title"])
        sheet.merge_range(1, 0, 2, 1, "!")

    with pytest.raises(BadFile):
        list(rows_of(rewritten(workbook(fill), "xl/worksheets/sheet1.xml", _only_merge), "goods.xlsx"))


def _only_merge(xml: bytes) -> bytes:
    """The cells of the merge left out: only the merge itself says how far it goes."""
    head, _rows, tail = xml.partition(b'<row r="2"')
    rest = tail.rpartition(b"</sheetData>")[2]
    return head + b"</sheetData>" + rest.replace(b"A2:B3", b"A2:XFD1048576")


def test_a_workbook_with_values_from_other_files_is_refused_in_words() -> None:
    with zipfile.ZipFile(book := small_book(), "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", b"<externalLink/>")

    with pytest.raises(BadFile):
        list(rows_of(book, "goods.xlsx"))


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["Ａ1", "苹果", "￥１，２８０．５０", "１２"], {"title": "苹果", "price": 128050, "stock": 12}),
        (["A1", "苹果", "¥68元", "1，200"], {"title": "苹果", "price": 6800, "stock": 1200}),
        (["A1", "苹果", "68.5", "12.0"], {"title": "苹果", "price": 6850, "stock": 12}),
    ],
)
def test_full_width_digits_and_signs_are_understood(cells: list[str], values: dict[str, Any]) -> None:
    parsed = parse_row(cells, {"code": 0, "title": 1, "price": 2, "stock": 3})

    assert (parsed.values, parsed.reason) == (values, {})


@pytest.mark.parametrize(
    ("price", "stock", "reason"),
    [
        ("$12", "1", {"code": "bad_price", "column": "C", "value": "$12"}),
        ("2026-03-01", "1", {"code": "bad_price", "column": "C", "value": "2026-03-01"}),
        ("12", "1.5", {"code": "bad_stock", "column": "D", "value": "1.5"}),
        ("12", "2026-03-01 00:00:00", {"code": "bad_stock", "column": "D", "value": "2026-03-01 00:00:00"}),
    ],
)
def test_what_is_no_number_is_named_by_its_column(price: str, stock: str, reason: dict[str, Any]) -> None:
    assert parse_row(["A1", "苹果", price, stock], {"code": 0, "title": 1, "price": 2, "stock": 3}).reason == reason


def test_a_shape_is_told_by_its_columns() -> None:
    assert shape_of(["SKU 编码", "价格(元)"]) == shape_of(["sku编码", "价格（元）"])
    assert shape_of(["a", "b"]) != shape_of(["b", "a"])
    assert shape_of(["a", "b"]) != shape_of(["ab"])
