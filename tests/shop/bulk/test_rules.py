"""What prices become."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.bulk.enums import PriceMode, Rounding
from shop.bulk.rules import new_price, parse_percent
from shop.core.money import MAX_FEN

PRICES = st.integers(1, MAX_FEN)


@pytest.mark.parametrize(
    ("old", "mode", "value", "rounding", "new"),
    [
        (6800, "percent", 1000, "none", 7480),
        (6800, "percent", -1000, "ninety", 6090),
        (6800, "percent", 1000, "whole", 7500),
        (999, "percent", 333, "none", 1032),
        (150, "percent", 3333, "none", 200),
        (5, "percent", 1000, "none", 6),
        (6800, "amount", -500, "none", 6300),
        (6800, "amount", 45, "ninety", 6890),
        (6800, "amount", 50, "whole", 6900),
        (6840, "amount", 1, "ninety", 6890),
        (6839, "amount", 0, "ninety", 6790),
        (30, "amount", 0, "ninety", 90),
        (30, "amount", 0, "whole", 100),
        (6800, "amount", -6800, "ninety", 0),
        (6800, "amount", -7000, "whole", -200),
        (6800, "set", 1250, "none", 1250),
        (6800, "set", 1250, "ninety", 1290),
    ],
)
def test_prices(old: int, mode: str, value: int, rounding: str, new: int) -> None:
    assert new_price(old, mode=mode, value=value, rounding=rounding) == new


@given(old=PRICES, percent=st.integers(-9_000, 50_000))
def test_a_percentage_is_never_off_by_more_than_half_a_fen(old: int, percent: int) -> None:
    new = new_price(old, mode=PriceMode.PERCENT, value=percent, rounding=Rounding.NONE)

    assert abs(new * 10_000 - old * (10_000 + percent)) <= 5_000


@given(fen=PRICES, rounding=st.sampled_from([Rounding.NINETY, Rounding.WHOLE]))
def test_rounding_takes_the_nearest_price_with_that_end_and_a_second_time_changes_nothing(
    fen: int, rounding: Rounding
) -> None:
    new = new_price(fen, mode=PriceMode.AMOUNT, value=0, rounding=rounding)

    assert new % 100 == (90 if rounding == Rounding.NINETY else 0)
    assert new > 0
    assert abs(new - fen) <= 50 or new in {90, 100}
    assert new_price(new, mode=PriceMode.AMOUNT, value=0, rounding=rounding) == new


@given(low=PRICES, more=st.integers(0, 10_000), percent=st.integers(-9_000, 50_000), rounding=st.sampled_from(Rounding))
def test_what_was_dearer_stays_dearer_or_equal(low: int, more: int, percent: int, rounding: Rounding) -> None:
    prices = [new_price(fen, mode=PriceMode.PERCENT, value=percent, rounding=rounding) for fen in (low, low + more)]

    assert prices == sorted(prices)


@pytest.mark.parametrize(
    ("text", "value"), [("10", 1000), ("-7.5", -750), ("+10%", 1000), ("１０％", 1000), ("0.01", 1), ("－5", -500)]
)
def test_percentages_as_people_type_them(text: str, value: int) -> None:
    assert parse_percent(text) == value


@pytest.mark.parametrize("text", ["", "ten", "1.234", "NaN", "Infinity", "1e9", "10 5"])
def test_what_is_no_percentage(text: str) -> None:
    with pytest.raises(ValueError):
        parse_percent(text)
