"""Order numbers."""

from datetime import UTC, datetime

from shop.core.numbering import new_number


def test_the_date_is_the_shops_own() -> None:
    number = new_number(datetime(2026, 9, 30, 16, 30, tzinfo=UTC))

    assert number.startswith("261001")
    assert len(number) == 13
    assert number.isdecimal()
