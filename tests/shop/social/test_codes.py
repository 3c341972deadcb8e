"""Short link codes: made-up and tampered ones are refused without a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.social import codes

FORGIVEN = str.maketrans("ILO", "110")


@given(st.integers(1, 2**40))
def test_a_code_leads_back(number: int) -> None:
    code = codes.encode(number)

    assert codes.decode(code) == number
    assert codes.decode(f" {code.lower()} ") == number


@given(st.integers(1, 2**40), st.data())
def test_changing_any_character_is_refused(number: int, data: st.DataObject) -> None:
    code = codes.encode(number)
    place = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda text: text.upper().translate(FORGIVEN) != code[place]))

    assert codes.decode(code[:place] + other + code[place + 1 :]) is None


@given(st.integers(1, 2**40), st.data())
def test_leaving_out_or_adding_a_character_is_refused(number: int, data: st.DataObject) -> None:
    code = codes.encode(number)
    place = data.draw(st.integers(0, len(code) - 1))
    extra = data.draw(st.sampled_from(codes.ALPHABET))

    shorter, longer = code[:place] + code[place + 1 :], code[:place] + extra + code[place:]

    assert shorter == code or codes.decode(shorter) is None
    assert longer == code or codes.decode(longer) is None


@pytest.mark.parametrize(
    "code", ["", "0", "12345678", "x" * 21, "1" * 10_000, "ÄÖÜ45678901", "'; DROP TABLE--", "\x00" * 12]
)
def test_nonsense_is_refused(code: str) -> None:
    assert codes.decode(code) is None


def test_letters_that_look_like_digits_are_forgiven() -> None:
    number = next(n for n in range(1, 10_000) if {"0", "1"} <= set(codes.encode(n)))
    code = codes.encode(number)

    assert codes.decode(code.replace("0", "o").replace("1", "I")) == number
    assert codes.decode(code.replace("1", "l")) == number


def test_another_secret_makes_other_codes(settings: pytest.FixtureRequest) -> None:
    code = codes.encode(7)
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]

    assert codes.decode(code) is None
