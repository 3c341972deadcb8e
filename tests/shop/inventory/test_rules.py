"""First expired first out, for any piles; stock levels."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shop.inventory.rules import Pile, first_expired_first_out, stock_level

DAY = date(2026, 10, 1)
piles = st.lists(
    st.builds(
        Pile,
        place_id=st.integers(1, 3),
        lot_id=st.none() | st.integers(1, 5),
        units=st.integers(0, 6),
        expires_on=st.none() | st.integers(-3, 3).map(lambda days: DAY + timedelta(days=days)),
        place_position=st.integers(0, 2),
    ),
    max_size=6,
)


@given(there=piles, units=st.integers(1, 20), on=st.none() | st.just(DAY))
def test_first_expired_first_out(there: list[Pile], units: int, on: date | None) -> None:
    taken = first_expired_first_out(there, units, on=on)

    good = [pile for pile in there if on is None or pile.expires_on is None or pile.expires_on >= on]
    assert sum(share for _pile, share in taken) == min(units, sum(pile.units for pile in good))
    assert all(pile in good and 0 < share <= pile.units for pile, share in taken)
    # In order, every pile but the last is emptied, and nothing that comes earlier is left lying.
    assert [pile.order for pile, _share in taken] == sorted(pile.order for pile, _share in taken)
    assert all(share == pile.units for pile, share in taken[:-1])
    if taken:
        last = taken[-1][0]
        earlier = sum(pile.units for pile in good if pile.order < last.order)
        assert sum(share for pile, share in taken if pile.order < last.order) == earlier


def test_what_never_expires_goes_last_and_ties_go_by_place() -> None:
    keeps = Pile(place_id=1, units=1)
    far, near = (Pile(place_id=1, lot_id=n, units=1, expires_on=DAY + timedelta(days=9 - n)) for n in (1, 2))
    shop = Pile(place_id=2, lot_id=2, units=1, expires_on=near.expires_on, place_position=1)

    assert [pile for pile, _share in first_expired_first_out([keeps, far, shop, near], 4, on=DAY)] == [
        near,
        shop,
        far,
        keeps,
    ]


def test_levels() -> None:
    levels = [stock_level(0), stock_level(5), stock_level(6), stock_level(6, 10), stock_level(1, 0), stock_level(-1, 9)]

    assert levels == ["out", "low", "ok", "low", "ok", "out"]
