"""Files of Word, real ones and others."""

import zipfile
from io import BytesIO

import pytest
from docx import Document

from content.pasting import word
from content.pasting.errors import TooLarge, Unreadable
from content.pasting.manuscript import Figure, Words
from content.pasting.reading import read
from content.pasting.word import html_of
from tests.factories.content import picture_file

pytestmark = pytest.mark.once


def document() -> bytes:
    """A letter with everything a story takes."""
    paper = Document()
    paper.add_heading("霜降前的一夜", 0)
    paper.add_paragraph("院里的温度计是").add_run("六度").bold = True
    paper.add_heading("盖草帘", 2)
    paper.add_paragraph("放空水管", style="List Bullet")
    paper.add_paragraph("关总阀", style="List Bullet")
    paper.add_picture(picture_file())
    table = paper.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "糖度", "13.1"
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def test_a_file_of_word_brings_its_pictures_along() -> None:
    found = read(html_of(document()))

    assert found.title == "霜降前的一夜"
    first, figure, last = found.pieces
    assert first == Words("<p>院里的温度计是<b>六度</b></p><h2>盖草帘</h2><ul><li>放空水管</li><li>关总阀</li></ul>")
    assert isinstance(figure, Figure)
    assert figure.address.startswith("data:image/png;base64,iVBOR")
    assert last == Words("<p>糖度 · 13.1</p>")


def not_word() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("a.txt", "x")
    return out.getvalue()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0 an old .doc", not_word()])
def test_other_files_are_refused_in_words(content: bytes) -> None:
    with pytest.raises(Unreadable) as refusal:
        html_of(content)

    assert refusal.value.field == "file"


def test_a_small_file_that_becomes_a_huge_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "MAX_UNPACKED", 1000)

    with pytest.raises(TooLarge):
        html_of(document())


def test_a_file_beyond_the_limit_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "MAX_FILE", 100)

    with pytest.raises(TooLarge):
        html_of(document())
