"""Pure decisions about money that comes and goes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.payments.rules import spread_refund


@pytest.mark.parametrize(
    ("amount_fen", "payments", "parts"),
    [
        (0, [("sandbox", 500)], [0]),
        (500, [("sandbox", 500)], [500]),
        (600, [("sandbox", 500), ("bank", 300)], [500, 100]),
        (500, [("wallet", 300), ("sandbox", 500)], [0, 500]),
        (600, [("wallet", 300), ("sandbox", 500)], [100, 500]),
    ],
)
def test_newest_first_and_the_wallet_last(amount_fen: int, payments: list[tuple[str, int]], parts: list[int]) -> None:
    assert spread_refund(amount_fen, payments) == parts


@pytest.mark.parametrize("amount_fen", [-1, 801])
def test_never_more_than_there_is(amount_fen: int) -> None:
    with pytest.raises(ValueError):
        spread_refund(amount_fen, [("wallet", 300), ("sandbox", 500)])


@settings(max_examples=50)
@given(
    payments=st.lists(st.tuples(st.sampled_from(["wallet", "sandbox"]), st.integers(0, 10_000)), max_size=5),
    share=st.floats(0, 1),
)
def test_parts_add_up_within_each_payment(payments: list[tuple[str, int]], share: float) -> None:
    amount_fen = int(sum(left for _gateway, left in payments) * share)

    parts = spread_refund(amount_fen, payments)

    assert sum(parts) == amount_fen
    assert all(0 <= part <= left for part, (_gateway, left) in zip(parts, payments, strict=True))
