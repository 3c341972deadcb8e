"""Codes and validity."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.vouchers.rules import DIGITS, LENGTH, grouped, is_mistyped, new_code, read_code, validity, with_check
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
    assert len(read_code(text)) in {0, DIGITS, LENGTH}


def test_codes_have_their_length_and_are_grouped_for_reading() -> None:
    codes = {new_code() for _number in range(200)}
    assert len(codes) == 200
    assert all(len(code) == LENGTH and read_code(grouped(code)) == code for code in codes)
    assert not any(is_mistyped(code) for code in codes)
    assert grouped(CODE) == "0123 4567 8901"
    # As the standard has it: 794 is followed by 44.
    assert (with_check("794"), with_check("000000000000")) == ("79444", "00000000000098")


@given(st.integers(0, 10**DIGITS - 1), st.integers(0, LENGTH - 1), st.integers(1, 9), st.integers(0, LENGTH - 2))
def test_one_wrong_digit_and_two_that_changed_places_are_told(number: int, at: int, by: int, pair: int) -> None:
    code = with_check(f"{number:0{DIGITS}}")

    assert is_mistyped(code[:at] + str((int(code[at]) + by) % 10) + code[at + 1 :])
    swapped = code[:pair] + code[pair + 1] + code[pair] + code[pair + 2 :]
    assert is_mistyped(swapped) == (swapped != code)


def test_codes_of_before_have_nothing_to_check() -> None:
    assert not is_mistyped(CODE)


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
