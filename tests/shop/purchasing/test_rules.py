"""State of an order, packs, expiry and the arithmetic of a suggestion."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.purchasing.rules import Need, expire_unsold, state_of, whole_packs

TODAY = date(2026, 11, 20)


@dataclass
class Row:
    quantity: int
    received: int = 0
    damaged: int = 0


@pytest.mark.parametrize(
    ("rows", "is_short", "state"),
    [
        ([Row(5), Row(3)], False, "sent"),
        ([Row(5, 5), Row(3)], False, "partly"),
        ([Row(5, 0, 1)], False, "partly"),
        ([Row(5, 5), Row(3, 4)], False, "closed"),
        ([Row(5, 2)], True, "closed"),
    ],
)
def test_the_state_follows_from_the_lines(rows: list[Row], is_short: bool, state: str) -> None:
    assert state_of(rows, is_short=is_short) == state


@pytest.mark.parametrize(
    ("units", "pack", "least", "result"),
    [(0, 12, 24, 0), (-4, 12, 24, 0), (1, 12, 24, 24), (25, 12, 24, 36), (7, 1, 1, 7), (1, 12, 10, 12)],
)
def test_orders_come_in_whole_packs_and_not_below_the_minimum(units: int, pack: int, least: int, result: int) -> None:
    assert whole_packs(units, pack_size=pack, min_quantity=least) == result


@given(st.integers(1, 10_000), st.integers(1, 500), st.integers(1, 5_000))
def test_whole_packs_are_enough_and_not_a_pack_too_many(units: int, pack: int, least: int) -> None:
    result = whole_packs(units, pack_size=pack, min_quantity=least)

    assert result % pack == 0
    assert max(units, least) <= result < max(units, least) + pack


@pytest.mark.parametrize(
    ("lots", "shipped", "lost"),
    [
        ([], 28, 0),
        ([(date(2026, 11, 19), 6)], 28, 6),  # expired yesterday
        ([(date(2026, 11, 20), 6)], 28, 5),  # one is sold today
        ([(date(2026, 11, 29), 10)], 28, 0),  # ten days, one a day
        ([(date(2026, 11, 29), 10)], 0, 10),
        ([(date(2026, 11, 24), 8), (date(2026, 11, 29), 4)], 28, 3),  # the later lot is sold in time
        ([(date(2026, 11, 24), 4), (date(2026, 11, 29), 9)], 28, 3),
    ],
)
def test_what_expires_before_it_is_sold(lots: list[tuple[date, int]], shipped: int, lost: int) -> None:
    assert expire_unsold(lots, shipped=shipped, days=28, today=TODAY) == lost


@given(st.lists(st.tuples(st.integers(-5, 40), st.integers(0, 50)), max_size=8), st.integers(0, 200))
def test_what_expires_is_what_selling_day_by_day_leaves_over(lots: list[tuple[int, int]], rate: int) -> None:
    """At a whole number of units a day the formula is what one sees by selling first expired first out."""
    left = sorted([days, units] for days, units in lots)
    lost = sum(units for days, units in left if days < 0)
    for day in range(41):
        can_sell = rate
        for lot in left:
            if lot[0] >= day:
                sold = min(can_sell, lot[1])
                lot[1] -= sold
                can_sell -= sold
        lost += sum(units for days, units in left if days == day)

    dated = [(date.fromordinal(TODAY.toordinal() + days), units) for days, units in lots]
    assert expire_unsold(dated, shipped=rate * 28, days=28, today=TODAY) == lost


def test_the_arithmetic_of_a_suggestion() -> None:
    need = Need(
        shipped=85,
        days=28,
        lead_days=10,
        cover_days=30,
        safety=5,
        on_hand=40,
        reserved=6,
        expiring=3,
        on_order=24,
        drafted=12,
        pack_size=12,
        min_quantity=24,
    )

    # 85 × 40 / 28 = 121.4…
    assert (need.span, need.demand, need.wanted, need.free) == (40, 122, 127, 31)
    assert (need.missing, need.to_order) == (60, 60)
    assert round(need.per_day, 3) == 3.036
