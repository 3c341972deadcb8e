"""The struck-through price: computed from real sales, the same in Python and in SQL."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.catalog.enums import PriceKind
from shop.catalog.models import PriceEntry
from shop.catalog.operations import change_price
from shop.promotions.models import PromotionItem
from shop.promotions.queries import prices, with_reference
from shop.promotions.rules import REFERENCE_WINDOW, reference_price
from tests.factories import NOW
from tests.factories.catalog import make_sku
from tests.factories.inventory import stocked_sku
from tests.factories.orders import paid_order, place
from tests.factories.promotions import make_promotion

DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("sold", "reference"),
    [
        ([], None),
        ([(NOW, 5000)], None),
        ([(NOW + DAY, 5000)], None),
        ([(NOW - TICK, 5000)], 5000),
        ([(NOW - DAY, 6800), (NOW - 2 * DAY, 5800), (NOW - 3 * DAY, 6000)], 5800),
        ([(NOW - 7 * DAY, 5800), (NOW - DAY, 6800)], 5800),
        ([(NOW - 7 * DAY - TICK, 5800), (NOW - DAY, 6800)], 6800),
        ([(NOW - 9 * DAY, 5800), (NOW - 8 * DAY, 7200)], 7200),
        ([(NOW - 8 * DAY, 7200), (NOW - 8 * DAY, 7000)], 7000),
    ],
)
def test_lowest_of_seven_days_else_the_last_else_none(sold: list, reference: int | None) -> None:
    assert reference_price(sold, starts_at=NOW) == reference


moments = st.one_of(
    st.sampled_from([-REFERENCE_WINDOW, -REFERENCE_WINDOW - TICK, -REFERENCE_WINDOW + TICK, -TICK, timedelta(0), TICK]),
    st.timedeltas(min_value=timedelta(days=-20), max_value=timedelta(days=2)),
)
# Whole seconds and fractions: SQLite keeps times as text of two lengths.
sales = st.lists(st.tuples(moments, st.integers(1, 9)), max_size=8)


@pytest.mark.django_db
@given(sales, st.sampled_from([timedelta(0), timedelta(milliseconds=500)]))
@settings(max_examples=60)
def test_sql_agrees_with_the_rule(history: list[tuple[timedelta, int]], shift: timedelta) -> None:
    starts_at = NOW + shift
    with transaction.atomic():
        sku = make_sku(price_fen=1000)
        promotion = make_promotion(sku, price_fen=500, starts_at=starts_at)
        sold = [(starts_at + delta, price_fen) for delta, price_fen in history]
        PriceEntry.objects.bulk_create(
            PriceEntry(sku=sku, kind=PriceKind.SOLD, price_fen=price_fen, quantity=1, at=at, reference=str(number))
            for number, (at, price_fen) in enumerate(sold)
        )

        item = with_reference(PromotionItem.objects.filter(promotion=promotion)).get()

        assert item.reference_fen == reference_price(sold, starts_at=starts_at)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_raising_the_price_before_the_promotion_does_not_raise_the_reference() -> None:
    sku = stocked_sku(price_fen=6800)
    paid_order({sku: 1}, at=NOW - 2 * DAY)
    change_price(by=None, sku=sku, price_fen=9800, expected_fen=6800, at=NOW - DAY)
    make_promotion(sku, price_fen=6000)

    price = prices([sku], at=NOW)[sku.pk]

    assert (price.list_fen, price.reference_fen, price.price_fen) == (9800, 6800, 6000)


@pytest.mark.django_db
def test_what_was_never_sold_or_only_ordered_has_no_former_price() -> None:
    sku = stocked_sku(price_fen=6800)
    place({sku: 1}, at=NOW - DAY)
    make_promotion(sku, price_fen=6000)

    assert prices([sku], at=NOW)[sku.pk].reference_fen is None


@pytest.mark.django_db
def test_a_reference_below_the_promotional_price_is_not_shown() -> None:
    sku = stocked_sku(price_fen=5000)
    paid_order({sku: 1}, at=NOW - DAY)
    change_price(by=None, sku=sku, price_fen=9800, expected_fen=5000, at=NOW - DAY)
    make_promotion(sku, price_fen=6000)

    assert prices([sku], at=NOW)[sku.pk].reference_fen is None
