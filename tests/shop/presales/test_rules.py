"""Pure decisions about pre-sales."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.orders.enums import DepositKind
from shop.orders.rules import lowered_price
from shop.presales.enums import PresaleState
from shop.presales.rules import TRANSITIONS, deposit_of_units, fault_in, state_at
from tests.factories import NOW
from tests.factories.presales import CLOSES, FROM, OPENS, UNTIL, terms

pytestmark = pytest.mark.once
S = PresaleState
SECOND = timedelta(seconds=1)
TIMES = (OPENS, CLOSES, FROM, UNTIL)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, ""),
        ({"closes_at": OPENS}, "closes_at"),
        ({"balance_from": CLOSES}, ""),
        ({"balance_from": CLOSES - SECOND}, "balance_from"),
        ({"balance_until": FROM + timedelta(hours=24)}, ""),
        ({"balance_until": FROM + timedelta(hours=24) - SECOND}, "balance_until"),
        ({"ship_on": date(2026, 10, 18)}, ""),
        ({"ship_on": date(2026, 10, 17)}, "ship_on"),
        ({"ship_on": date(2027, 10, 2)}, "ship_on"),
    ],
)
def test_windows_come_in_a_row(changes: dict[str, object], field: str) -> None:
    assert fault_in(terms(**changes), NOW - timedelta(days=1)) == field


def test_it_cannot_close_before_now() -> None:
    assert fault_in(terms(), CLOSES) == "closes_at"


def test_time_takes_each_step_at_its_second_and_only_steps_of_the_table() -> None:
    walk = [
        state_at(TIMES, moment, is_called_off=False, has_to_send=True)
        for edge in TIMES
        for moment in (edge - SECOND, edge)
    ]

    assert walk == [S.PLANNED, S.OPEN, S.OPEN, S.WAITING, S.WAITING, S.BALANCE, S.BALANCE, S.SENDING]
    assert all(new in TRANSITIONS[old] for old, new in itertools.pairwise(walk) if old != new)
    assert state_at(TIMES, UNTIL, is_called_off=False, has_to_send=False) == S.OVER
    assert {state_at(TIMES, edge, is_called_off=True, has_to_send=True) for edge in TIMES} == {S.CALLED_OFF}
    # Without a pause between the two windows.
    assert state_at((OPENS, FROM, FROM, UNTIL), FROM, is_called_off=False, has_to_send=False) == S.BALANCE


def test_a_deposit_is_never_more_than_the_law_allows_of_the_price_of_now() -> None:
    of = lambda price_fen, kind: deposit_of_units(kind=kind, each_fen=1000, price_fen=price_fen, quantity=3)  # noqa: E731

    assert [of(6800, DepositKind.EARNEST), of(4000, DepositKind.EARNEST), of(900, DepositKind.ADVANCE)] == [
        3000,
        2400,
        2699,
    ]


@pytest.mark.parametrize(("lowest_fen", "fen"), [(7000, 6800), (6800, 6800), (5000, 5000), (900, 1001)])
def test_the_lower_price_holds_and_leaves_a_balance(lowest_fen: int, fen: int) -> None:
    assert lowered_price(agreed_fen=6800, lowest_fen=lowest_fen, quantity=1, deposit_fen=1000) == fen


def test_of_several_units_each_bears_its_part_of_the_deposit() -> None:
    assert lowered_price(agreed_fen=6800, lowest_fen=1, quantity=3, deposit_fen=3000) == 1001


@settings(max_examples=60, deadline=None)
@given(
    agreed_fen=st.integers(2, 10**7),
    lowest_fen=st.integers(1, 10**7),
    quantity=st.integers(1, 999),
    kind=st.sampled_from(list(DepositKind)),
    each_fen=st.integers(1, 10**6),
)
def test_whatever_happens_to_the_price_nobody_pays_more_than_agreed_and_a_balance_is_left(
    agreed_fen: int, lowest_fen: int, quantity: int, kind: DepositKind, each_fen: int
) -> None:
    deposit_fen = deposit_of_units(kind=kind, each_fen=each_fen, price_fen=agreed_fen, quantity=quantity)

    fen = lowered_price(agreed_fen=agreed_fen, lowest_fen=lowest_fen, quantity=quantity, deposit_fen=deposit_fen)

    assert min(agreed_fen, lowest_fen) <= fen <= agreed_fen
    assert deposit_fen < fen * quantity
    # Above the lowest price only as far as the deposit is a part of it.
    assert fen <= lowest_fen or (fen - 1) * quantity <= deposit_fen
