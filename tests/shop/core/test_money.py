"""Money: parsing what people type, showing it, splitting it."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from shop.core.money import MAX_FEN, YuanField, allocate, parse_yuan, yuan


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("68", 6800),
        ("68.5", 6850),
        ("68.50", 6850),
        ("68.500", 6850),
        ("0.01", 1),
        (" ¥1,280.00 ", 128000),
        ("￥1,280", 128000),
        ("¥ 68", 6800),
        ("６８．５０", 6850),
        ("１，２８０．００元", 128000),
        ("68 元", 6800),
        ("-3.20", -320),
        (68, 6800),
        (68.5, 6850),
        (Decimal("19.90"), 1990),
        ("10000000", MAX_FEN),
    ],
)
def test_amounts_as_people_type_them(typed: object, fen: int) -> None:
    assert parse_yuan(typed) == fen  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "abc", "68.505", "1,28", "12,80.00", "1e3", "1E+2", "--5", "68.", ".5", "NaN", "Infinity", "68元元",
        0.1 + 0.2, 1e16, "10000000.01", "99999999999", "6 8", "68\n0", "0x10", True, None,
    ],
)  # fmt: skip
def test_anything_else_is_refused(typed: object) -> None:
    with pytest.raises(ValueError):
        parse_yuan(typed)  # type: ignore[arg-type]


@given(st.integers(min_value=-MAX_FEN, max_value=MAX_FEN))
def test_what_is_shown_is_read_back(fen: int) -> None:
    assert parse_yuan(yuan(fen)) == fen
    assert parse_yuan(yuan(fen, trim=True)) == fen


@given(st.text(max_size=20))
def test_parsing_never_fails_in_another_way(typed: str) -> None:
    try:
        fen = parse_yuan(typed)
    except ValueError:
        return
    assert abs(fen) <= MAX_FEN


@pytest.mark.parametrize(
    ("fen", "shown", "trimmed"), [(6850, "68.50", "68.50"), (128000, "1,280.00", "1,280"), (-5, "-0.05", "-0.05")]
)
def test_shown(fen: int, shown: str, trimmed: str) -> None:
    assert (yuan(fen), yuan(fen, trim=True)) == (shown, trimmed)


def test_allocate_gives_remainders_to_the_largest_fraction_then_the_first() -> None:
    assert allocate(100, [1, 1, 1]) == [34, 33, 33]
    assert allocate(10, [1, 2]) == [3, 7]
    assert allocate(-100, [1, 1, 1]) == [-33, -33, -34]
    assert allocate(5, [0, 3]) == [0, 5]


weights = st.lists(st.integers(0, 10_000), min_size=1, max_size=12).filter(any)


@given(st.integers(-MAX_FEN, MAX_FEN), weights)
def test_allocated_parts_add_up_and_are_fair(total_fen: int, shares: list[int]) -> None:
    parts = allocate(total_fen, shares)

    assert sum(parts) == total_fen
    for part, share in zip(parts, shares, strict=True):
        assert abs(part * sum(shares) - total_fen * share) < sum(shares)


@pytest.mark.parametrize("shares", [[], [0, 0], [1, -1]])
def test_allocate_refuses_impossible_weights(shares: list[int]) -> None:
    with pytest.raises(ValueError):
        allocate(100, shares)


def test_form_field_cleans_to_fen() -> None:
    field = YuanField(min_fen=1)

    assert field.clean("¥68.50") == 6850
    assert field.prepare_value(128000) == "1280.00"
    assert not field.has_changed(6850, "68.50")
    for typed in ("0", "-1", "x", "68.505"):
        with pytest.raises(ValidationError):
            field.clean(typed)
