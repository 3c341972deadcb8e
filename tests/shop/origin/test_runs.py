"""Print runs: codes that are signed, never used again, and readable on the paper."""

import io
import re
import struct
from typing import Any

import pytest
import zxingcpp
from django.test import override_settings
from PIL import Image

from shop.core.errors import InvalidInput, StaleState
from shop.core.models import Job
from shop.core.operations import jobs
from shop.origin.enums import Preset
from shop.origin.errors import CodeUnknown, CodeWithdrawn
from shop.origin.models import PrintedCode, PrintRun
from shop.origin.operations import open_code, print_again, runs, start_run, stop_sheets, withdraw_run
from shop.origin.operations.sheets import address_of
from shop.origin.rules import A4, LAYOUTS
from shop.social import codes
from tests.factories import NOW
from tests.factories.catalog import make_sku
from tests.factories.origin import code_of, make_lot, printed
from tests.factories.staff import member

pytestmark = pytest.mark.django_db

_PICTURE = re.compile(rb"/Subtype /Image /Width (\d+) /Height (\d+) .*?/Length (\d+) >>\nstream\n", re.DOTALL)


def pictures(pdf: bytes) -> list[Image.Image]:
    """The pictures of a PDF, by the standard it claims to keep (CCITT group 4, 1 is white)."""
    found = []
    for match in _PICTURE.finditer(pdf):
        width, height, length = (int(number) for number in match.groups())
        data = pdf[match.end() : match.end() + length]
        entries = [
            (256, 4, width), (257, 4, height), (258, 3, 1), (259, 3, 4), (262, 3, 1),
            (273, 4, 122), (277, 3, 1), (278, 4, height), (279, 4, length),
        ]  # fmt: skip
        head = struct.pack("<2sHLH", b"II", 42, 8, len(entries))
        body = b"".join(
            struct.pack("<HHL", tag, kind, 1)
            + struct.pack("<L" if kind == 4 else "<HH", *((value,) if kind == 4 else (value, 0)))
            for tag, kind, value in entries
        )
        tiff = head + body + struct.pack("<L", 0)
        found.append(Image.open(io.BytesIO(tiff.ljust(122, b"\0") + data)))
    return found


def read(picture: Image.Image) -> str:
    return zxingcpp.read_barcode(picture.convert("L")).text


@pytest.mark.parametrize("preset", Preset.values)
@override_settings(SITE_URL="https://www.huafangyuan-orchard.example.com")
def test_the_code_can_be_read_off_the_paper(preset: str) -> None:
    run = printed(preset=preset, labels=30, line="扫码看这箱苹果从哪棵树来")

    pdf = run.file.read()

    (picture,) = pictures(pdf)
    assert read(picture) == address_of(code_of(run).text)
    layout = LAYOUTS[Preset(preset)]
    assert pdf.count(b"/Type /Page ") == layout.pages(30)
    assert pdf.count(b" Do Q") == 30
    # As coarse as a label printer of eight dots a millimetre.
    coarse = picture.resize((round(layout.width * 8), round(layout.height * 8)), Image.Resampling.NEAREST)
    assert read(coarse) == address_of(code_of(run).text)


def test_each_unit_has_a_label_of_its_own() -> None:
    run = printed(target="unit", labels=3, preset="40x30")

    found = [read(picture) for picture in pictures(run.file.read())]

    assert found == [address_of(code_of(run, number).text) for number in (1, 2, 3)]
    assert len(set(found)) == 3


@pytest.mark.parametrize("layout", [layout for layout in LAYOUTS.values() if layout.page == A4])
def test_labels_lie_on_the_sheet(layout: Any) -> None:
    x, y = layout.spot(layout.on_page - 1)

    assert x + layout.width <= 210.01
    assert y + layout.height <= 297.01


def test_a_product_without_a_lot() -> None:
    sku = make_sku()

    run = start_run(by=None, target="product", product=sku.product, preset="60x40", labels=1, at=NOW)

    assert (run.lot, read(pictures(run.file.read())[0])) == (None, address_of(code_of(run).text))


def test_codes_are_signed_and_of_their_own_kind() -> None:
    code = code_of(printed())

    assert open_code(text=code.text.lower()) == code
    for text in ("", "NONE", codes.encode(code.pk), code.text[:-1] + ("0" if code.text[-1] != "0" else "1")):
        with pytest.raises(CodeUnknown):
            open_code(text=text)


@pytest.mark.parametrize(
    ("changes", "field"), [({"labels": 0}, "labels"), ({"labels": 10_001}, "labels"), ({"lot": None}, "target")]
)
def test_what_cannot_be_printed(changes: dict[str, Any], field: str) -> None:
    lot = make_lot()
    data = {"target": "lot", "product": lot.sku.product, "lot": lot, "preset": "a4-24", "labels": 1, **changes}

    with pytest.raises(InvalidInput) as refusal:
        start_run(by=None, at=NOW, **data)
    assert refusal.value.field == field
    assert not PrintedCode.objects.exists()


def test_a_lot_of_other_goods() -> None:
    with pytest.raises(InvalidInput):
        start_run(by=None, target="lot", product=make_sku().product, lot=make_lot(), preset="a4-24", labels=1, at=NOW)
    assert not PrintRun.objects.exists()


def test_a_run_that_is_called_back_says_why_and_is_gone_for_good() -> None:
    run = printed()
    code = code_of(run)

    with pytest.raises(InvalidInput):
        withdraw_run(by=None, run=run, reason="  ", at=NOW)
    withdraw_run(by=None, run=run, reason="印错了批次", at=NOW)

    with pytest.raises(CodeWithdrawn, match="印错了批次"):
        open_code(text=code.text)
    with pytest.raises(StaleState):
        withdraw_run(by=None, run=run, reason="又一次", at=NOW)
    assert code_of(printed(run.lot)).pk > code.pk


def test_many_are_drawn_as_a_job_that_can_be_stopped_and_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "AT_ONCE_PICTURES", 1)
    keeper = member("Warehouse")
    lot = make_lot()
    run = start_run(by=keeper, target="unit", product=lot.sku.product, lot=lot, preset="40x30", labels=2, at=NOW)
    assert (run.ready_at, run.job.state) == (None, Job.State.QUEUED)

    stop_sheets(by=keeper, run=run)
    assert jobs.run(job_id=run.job_id) is False
    with pytest.raises(StaleState):
        stop_sheets(by=keeper, run=run)
    job = print_again(by=keeper, run=run)
    assert jobs.run(job_id=job.pk)

    run.refresh_from_db()
    assert len(pictures(run.file.read())) == 2
    assert PrintedCode.objects.count() == 2
    with pytest.raises(StaleState):
        print_again(by=keeper, run=run)
