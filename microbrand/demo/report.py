"""The record of measurements that the demo's lot shows: one page, drawn, and visibly invented like the brand."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw
from wagtail.documents import get_document_model

from microbrand.demo.pictures import LICENCE
from shop.core.drawing.fonts import sans, serif
from shop.origin.pdf import Pdf, Placed

TITLE = "糖度与农残自检记录"
# A4 at 200 dots an inch.
_SIZE = (1654, 2339)
_MILLIMETRES = (210.0, 297.0)
_LEFT, _RIGHT = 170, 1484
_COLUMNS = (_LEFT, 470, 800, 1130)
# Of each tree of the row: degrees Brix, kilograms, grams of an apple.
_TREES = (
    ("15.8", "86", "231"),
    ("16.1", "92", "224"),
    ("15.9", "78", "240"),
    ("16.4", "81", "219"),
    ("16.0", "95", "228"),
    ("15.8", "88", "236"),
    ("16.2", "74", "222"),
    ("16.3", "83", "226"),
    ("15.9", "90", "233"),
    ("16.0", "79", "229"),
    ("16.1", "85", "225"),
)
_RESIDUES = (("多菌灵", "未检出"), ("戊唑醇", "未检出"), ("毒死蜱", "未检出"), ("吡虫啉", "未检出"))


def make_report(*, lot: str, origin: str, day: date) -> Any:
    """The record as a document of the library. A file that a run before this one left is replaced."""
    buffer = BytesIO()
    pdf = Pdf(buffer, title=f"{TITLE} {lot}")
    pdf.page(*_MILLIMETRES, [Placed(pdf.store(_draw(lot, origin, day)), 0, 0, *_MILLIMETRES)])
    pdf.close()
    name = f"{lot}-{day:%Y%m%d}.pdf"
    document = get_document_model()(title=f"{lot} {TITLE}", source="microbrand.demo.report", licence=LICENCE)
    if default_storage.exists(path := document._meta.get_field("file").generate_filename(document, name)):
        default_storage.delete(path)
    document.file.save(name, ContentFile(buffer.getvalue()), save=False)
    document.file_size = len(buffer.getvalue())
    document.save()
    return document


def _draw(lot: str, origin: str, day: date) -> Image.Image:
    page = Image.new("1", _SIZE, 1)
    pen = ImageDraw.Draw(page)
    # Grey edges would be dots of chance.
    pen.fontmode = "1"
    pen.text((_LEFT, 150), "华芳苑", font=serif(46), fill=0)
    pen.text((_LEFT, 230), TITLE, font=serif(76), fill=0)
    pen.line([(_LEFT, 370), (_RIGHT, 370)], fill=0, width=4)
    y = 410
    for name, text in (
        ("批次", lot),
        ("产地", origin),
        ("采摘", f"{day:%Y-%m-%d}"),
        ("仪器", "手持折光仪，地头逐树测"),
    ):
        pen.text((_LEFT, y), name, font=sans(32, 700), fill=0)
        pen.text((_COLUMNS[1], y), text, font=sans(32), fill=0)
        y += 58
    y = _table(pen, y + 40, ("树号", "糖度（°Bx）", "产量（公斤）", "平均果重（克）"), _numbered())
    y = _table(pen, y + 50, ("农残项目", "结果"), _RESIDUES)
    pen.text(
        (_LEFT, y + 50),
        "每棵树取向阳、背阴各三个果，取平均。农残用速测卡自检，不代替检验机构的报告。",
        font=sans(30),
        fill=0,
    )
    pen.text((_LEFT, y + 110), "记录：苑晓晓　　复核：苑德华", font=sans(32), fill=0)
    pen.text((_LEFT, 2190), "演示数据：华芳苑和这份记录都是虚构的。", font=sans(28), fill=0)
    return page


def _numbered() -> list[tuple[str, ...]]:
    return [(str(number), *row) for number, row in enumerate(_TREES, start=1)]


def _table(pen: ImageDraw.ImageDraw, y: int, head: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    for place, name in zip(_COLUMNS, head, strict=False):
        pen.text((place, y), name, font=sans(30, 700), fill=0)
    pen.line([(_LEFT, y + 56), (_RIGHT, y + 56)], fill=0, width=3)
    y += 70
    for row in rows:
        for place, text in zip(_COLUMNS, row, strict=False):
            pen.text((place, y), text, font=sans(32), fill=0)
        pen.line([(_LEFT, y + 54), (_RIGHT, y + 54)], fill=0, width=1)
        y += 66
    return y
