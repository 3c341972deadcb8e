"""Titles, tax numbers, numbers and files."""

import pytest

from shop.core.errors import InvalidInput
from shop.invoices.enums import InvoiceState, TitleKind
from shop.invoices.rules import MAX_FILE_BYTES, TRANSITIONS, TitleData, check_pdf, clean_number, clean_title
from tests.factories.invoices import TAX_NUMBER


def test_what_is_typed_is_tidied() -> None:
    data = clean_title(kind="company", title="  青岛方方茶业  有限公司 ", tax_number=" 91370211 dem000000f ")

    assert data == TitleData(TitleKind.COMPANY, "青岛方方茶业 有限公司", TAX_NUMBER)
    assert clean_title(kind="person", title="林晓", tax_number="anything") == TitleData(TitleKind.PERSON, "林晓")


@pytest.mark.parametrize("number", ["370211123456789", "37021119900101001X12"])
def test_older_tax_numbers_pass(number: str) -> None:
    assert clean_title(kind="company", title="方方茶业", tax_number=number).tax_number == number


@pytest.mark.parametrize(
    ("kind", "title", "number", "field"),
    [
        ("nobody", "方方茶业", TAX_NUMBER, "kind"),
        ("person", "林", "", "title"),
        ("person", "13800138000", "", "title"),
        ("person", "x" * 101, "", "title"),
        ("company", "方方茶业", "", "tax_number"),
        ("company", "方方茶业", TAX_NUMBER[:-1] + "G", "tax_number"),
        ("company", "方方茶业", TAX_NUMBER.replace("DEM", "DFM"), "tax_number"),
        ("company", "方方茶业", TAX_NUMBER[1:], "tax_number"),
        ("company", "方方茶业", "9137021100000000IO", "tax_number"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(kind: str, title: str, number: str, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        clean_title(kind=kind, title=title, tax_number=number)

    assert refused.value.field == field


def test_numbers_of_invoices() -> None:
    assert clean_number(" 2537 2000 0000 1234 5678") == "25372000000012345678"
    assert clean_number("037001900111-12345678") == "037001900111-12345678"
    for text in ("", "12345", "2537200000001234567X", "1-12345678", "1" * 21):
        with pytest.raises(InvalidInput):
            clean_number(text)


@pytest.mark.parametrize(
    ("head", "tail", "size"),
    [(b"GIF89a", b"%%EOF", 100), (b"%PDF-1.7", b"half of it", 100), (b"%PDF-1.7", b"%%EOF", MAX_FILE_BYTES + 1)],
)
def test_what_is_no_whole_pdf_is_refused(head: bytes, tail: bytes, size: int) -> None:
    with pytest.raises(InvalidInput):
        check_pdf(head, tail, size)


def test_every_state_is_in_the_table_and_nothing_leads_back() -> None:
    assert set(TRANSITIONS) == set(InvoiceState)
    assert all(InvoiceState.REQUESTED not in targets for targets in TRANSITIONS.values())
