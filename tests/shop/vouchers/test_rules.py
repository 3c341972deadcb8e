"""Codes and validity."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.vouchers.rules import DIGITS, grouped, new_code, read_code, validity
from tests.factories import NOW

CODE = "012345678901"


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        "0123 4567 8901",
        " 0123-4567-8901 ",
        "０１２３ ４５６７ ８９０１",
    ],
)
def test_a_code_is_read_as_people_type_it(text: str) -> None:
    assert read_code(text) == CODE


@pytest.mark.parametrize("text", ["", "12", CODE + "1", "01234567890a", "code=", "code=%00", "苹果", "²" * 12])
def test_what_is_no_code_is_none(text: str) -> None:
    assert read_code(text) == ""


@given(st.text())
def test_reading_never_fails(text: str) -> None:
    assert len(read_code(text)) in {0, DIGITS}


def test_codes_have_their_length_and_are_grouped_for_reading() -> None:
    codes = {new_code() for _number in range(200)}
    assert len(codes) == 200
    assert all(len(code) == DIGITS and read_code(grouped(code)) == code for code in codes)
    assert grouped(CODE) == "0123 4567 8901"


@pytest.mark.parametrize(
    ("terms", "starts", "ends"),
    [
        ({}, NOW, None),
        ({"valid_days": 30}, NOW, NOW + timedelta(days=30)),
        ({"valid_from": NOW + timedelta(days=5), "valid_days": 30}, NOW + timedelta(days=5), NOW + timedelta(days=35)),
        ({"valid_from": NOW - timedelta(days=5)}, NOW, None),
        ({"valid_until": NOW + timedelta(days=9), "valid_days": 30}, NOW, NOW + timedelta(days=9)),
        ({"valid_until": NOW + timedelta(days=90), "valid_days": 30}, NOW, NOW + timedelta(days=30)),
    ],
)
def test_the_earlier_end_counts(terms: dict, starts: object, ends: object) -> None:
    given_terms = {"valid_days": None, "valid_from": None, "valid_until": None, **terms}
    assert validity(paid_at=NOW, **given_terms) == (starts, ends)
