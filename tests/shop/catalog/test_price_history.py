"""Price histories: what the log says, in one answer for many SKUs."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from shop.catalog import price_history
from shop.catalog.models import Sku
from shop.catalog.operations import change_price
from shop.catalog.price_chart import chart
from shop.catalog.price_history import Step, histories
from tests.factories import NOW
from tests.factories.catalog import make_sku
from tests.factories.inventory import stocked_sku
from tests.factories.orders import paid_order
from tests.factories.promotions import make_promotion

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def ask(sku: Sku, price_fen: int, *, days_ago: int) -> None:
    change_price(by=None, sku=sku, price_fen=price_fen, expected_fen=sku.price_fen, at=NOW - days_ago * DAY)


def steps(sku: Sku) -> list[tuple[int, int]]:
    """Days before NOW and price."""
    return [((NOW - step.at) // DAY, step.price_fen) for step in histories([sku], at=NOW)[sku.pk].steps]


def test_asked_prices_in_their_order_and_sales_do_not_matter() -> None:
    sku = stocked_sku(price_fen=6800, at=NOW - 100 * DAY)
    ask(sku, 7200, days_ago=50)
    paid_order({sku: 1}, at=NOW - 20 * DAY)
    ask(sku, 6800, days_ago=10)

    assert steps(sku) == [(100, 6800), (50, 7200), (10, 6800)]


def test_what_lies_further_back_is_the_price_it_begins_with() -> None:
    sku = make_sku(price_fen=6800, at=NOW - 300 * DAY)
    ask(sku, 7000, days_ago=250)
    ask(sku, 7200, days_ago=50)

    assert steps(sku) == [(180, 7000), (50, 7200)]


def test_a_promotion_lies_over_the_asked_price_only_where_it_is_lower() -> None:
    sku = make_sku(price_fen=6800, at=NOW - 30 * DAY)
    make_promotion(
        sku, price_fen=4800, at=NOW - 20 * DAY, starts_at=NOW - 20 * DAY, ends_at=NOW - 10 * DAY, name="秋收"
    )
    ask(sku, 4000, days_ago=15)
    ask(sku, 6000, days_ago=12)

    told = histories([sku], at=NOW)[sku.pk]

    assert told.steps == (
        Step(NOW - 30 * DAY, 6800),
        Step(NOW - 20 * DAY, 4800, "秋收"),
        Step(NOW - 15 * DAY, 4000),
        Step(NOW - 12 * DAY, 4800, "秋收"),
        Step(NOW - 10 * DAY, 6000),
    )
    assert (told.lowest_fen, told.highest_fen) == (4000, 6800)
    assert told.at(NOW - 31 * DAY) is None


def test_what_is_still_to_come_is_not_history() -> None:
    sku = make_sku(price_fen=6800, at=NOW - 30 * DAY)
    make_promotion(sku, starts_at=NOW + DAY, ends_at=NOW + 2 * DAY)

    assert steps(sku) == [(30, 6800)]
    assert histories([sku], at=NOW - 31 * DAY) == {}


def test_a_price_that_never_rests_is_shown_from_where_it_can_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(price_history, "MOST_LINES", 3)
    sku = make_sku(price_fen=6800, at=NOW - 100 * DAY)
    for days_ago in range(50, 40, -1):
        ask(sku, 5000 + days_ago, days_ago=days_ago)

    assert steps(sku) == [(43, 5043), (42, 5042), (41, 5041)]


@pytest.mark.parametrize("count", [1, 3])
def test_four_queries_for_any_number(count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    skus = [make_sku(at=NOW - 30 * DAY) for _number in range(count)]
    make_promotion(*skus, at=NOW - 20 * DAY, starts_at=NOW - 20 * DAY, ends_at=NOW - 10 * DAY)

    with django_assert_num_queries(4):
        assert len(histories(skus, at=NOW)) == count


def test_the_drawing_starts_at_zero_and_marks_promotions() -> None:
    sku = make_sku(price_fen=6000, at=NOW - 20 * DAY)
    make_promotion(sku, price_fen=3000, at=NOW - 10 * DAY, starts_at=NOW - 10 * DAY, ends_at=NOW - 5 * DAY, name="秋收")

    drawn = chart(histories([sku], at=NOW)[sku.pk])

    assert [tick.text for tick in drawn.sums] == ["¥0", "¥20", "¥40", "¥60"]
    assert [tick.place for tick in drawn.sums] == [146, 101, 57, 12]
    assert drawn.path == "M48 12V12H200V79H276V12H352"
    assert [(part.x, part.width, part.y, part.depth) for part in drawn.promotions] == [(200, 76, 79, 67)]
    assert len(drawn.days) == 3


def test_one_price_of_a_moment_ago_is_drawn_too() -> None:
    sku = make_sku(price_fen=1, at=NOW)

    drawn = chart(histories([sku], at=NOW)[sku.pk])

    assert drawn.path == "M352 12V12H352"
    assert [tick.text for tick in drawn.sums] == ["¥0", "¥0.01"]
