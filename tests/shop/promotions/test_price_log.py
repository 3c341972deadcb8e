"""The price log alone tells what anything cost at any moment, promotions included."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.catalog.enums import PriceKind
from shop.catalog.models import PriceEntry, Sku
from shop.catalog.operations import change_price
from shop.catalog.price_history import histories
from shop.core.errors import ShopError
from shop.promotions.models import Promotion, PromotionItem
from shop.promotions.operations import (
    Claim,
    PromotionItemData,
    cancel_promotion,
    change_promotion,
    claim,
    end_promotion,
    release,
)
from shop.promotions.queries import prices
from tests.factories import NOW
from tests.factories.catalog import make_sku
from tests.factories.promotions import item_of, make_promotion

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def lines(sku: Sku) -> list[tuple[Any, ...]]:
    """The promotional lines of a SKU: kind, price, from and until in hours after NOW."""
    rows = PriceEntry.objects.filter(sku=sku, kind__in=[PriceKind.PROMO, PriceKind.OVER]).order_by("id")
    return [(row.kind, row.price_fen, (row.at - NOW) / HOUR, row.until and (row.until - NOW) / HOUR) for row in rows]


def test_a_promotion_is_written_down_when_it_is_planned() -> None:
    sku = make_sku(price_fen=6800)

    promotion = make_promotion(sku, name="秋收")

    assert lines(sku) == [("promo", 4800, 0, 1)]
    line = PriceEntry.objects.get(kind=PriceKind.PROMO)
    assert (line.reference, line.reason, line.planned_at) == (f"promotion:{promotion.pk}", "秋收", NOW - 24 * HOUR)


def test_another_plan_takes_the_place_of_the_first() -> None:
    sku, other = make_sku(price_fen=6800), make_sku(price_fen=6800)
    promotion = make_promotion(sku)

    change_promotion(
        by=None,
        promotion=promotion,
        name="霜降",
        starts_at=NOW + HOUR,
        ends_at=NOW + 2 * HOUR,
        items=[PromotionItemData(sku_id=other.pk, price_fen=4000)],
        at=NOW - HOUR,
    )

    assert lines(sku) == [("promo", 4800, 0, 1), ("over", 4800, -1, None)]
    assert lines(other) == [("promo", 4000, 1, 2)]


def test_called_off_ended_used_up_and_given_back() -> None:
    called_off, ended, used_up = (make_sku(price_fen=6800) for _number in range(3))
    cancel_promotion(by=None, promotion=make_promotion(called_off), at=NOW - HOUR)
    end_promotion(by=None, promotion=make_promotion(ended), at=NOW + HOUR / 2)
    item = item_of(make_promotion(used_up, quantity_limit=2))
    for number in range(2):
        claim(Claim(str(number), "p", {item.pk: 1}), at=NOW + number * HOUR / 4)
    release("0", at=NOW + HOUR / 2)
    release("1", at=NOW + 2 * HOUR)

    assert lines(called_off) == [("promo", 4800, 0, 1), ("over", 4800, -1, None)]
    assert lines(ended) == [("promo", 4800, 0, 1), ("over", 4800, 0.5, None)]
    assert lines(used_up) == [("promo", 4800, 0, 1), ("over", 4800, 0.25, None), ("promo", 4800, 0.5, 1)]


def test_what_was_used_up_is_not_over_twice_and_nothing_comes_back_after_the_end() -> None:
    sku = make_sku(price_fen=6800)
    promotion = make_promotion(sku, quantity_limit=1)
    claim(Claim("A", "p", {item_of(promotion).pk: 1}), at=NOW)

    end_promotion(by=None, promotion=promotion, at=NOW + HOUR / 2)
    release("A", at=NOW + HOUR / 2)

    assert lines(sku) == [("promo", 4800, 0, 1), ("over", 4800, 0, None)]


# What somebody does at some minute: an asking price, a promotion (start and length in minutes, price, units), a step.
deeds = st.lists(
    st.tuples(
        st.integers(1, 9),
        st.one_of(
            st.tuples(st.just("ask"), st.integers(3, 9)),
            st.tuples(
                st.just("plan"),
                st.integers(0, 12),
                st.integers(1, 20),
                st.integers(1, 8),
                st.sampled_from([None, 1, 2]),
            ),
            st.tuples(
                st.just("replan"), st.integers(0, 12), st.integers(1, 20), st.integers(1, 8), st.sampled_from([None, 1])
            ),
            st.tuples(st.sampled_from(["cancel", "end", "buy", "return"])),
        ),
    ),
    max_size=14,
)


@pytest.mark.once
@given(deeds)
@settings(max_examples=40, deadline=None)
def test_the_price_at_every_moment_is_what_the_log_says(history: list[tuple[int, tuple[Any, ...]]]) -> None:
    with transaction.atomic():
        sku = make_sku(price_fen=500, at=NOW)
        seen: dict[datetime, tuple[int, str]] = {}
        at = NOW
        references: list[str] = []
        for minutes, deed in history:
            for _minute in range(minutes):
                seen[at] = _now(sku, at)
                at += MINUTE
            try:
                with transaction.atomic():
                    _do(deed, sku, at, references)
            except ShopError:
                pass
            # What was done at this moment counts from this moment on.
            sku.refresh_from_db()
        for _minute in range(25):
            seen[at] = _now(sku, at)
            at += MINUTE

        told = histories([sku], at=at)[sku.pk]

        def step_at(moment: datetime) -> tuple[int, str]:
            step = told.at(moment)
            assert step
            return step.price_fen, step.promotion

        assert {moment: step_at(moment) for moment in seen} == seen
        transaction.set_rollback(True)


def _now(sku: Sku, at: datetime) -> tuple[int, str]:
    price = prices([sku], at=at)[sku.pk]
    return price.price_fen, price.promotion_name


def _do(deed: tuple[Any, ...], sku: Sku, at: datetime, references: list[str]) -> None:
    if deed[0] == "ask":
        change_price(by=None, sku=sku, price_fen=deed[1] * 100, expected_fen=sku.price_fen, at=at)
        return
    if deed[0] == "plan":
        _verb, start, length, price, units = deed
        starts_at = at + start * MINUTE
        ends_at = starts_at + length * MINUTE
        make_promotion(
            sku, price_fen=price * 100, quantity_limit=units, starts_at=starts_at, ends_at=ends_at, at=at, name="秋收"
        )
        return
    if deed[0] == "return":
        if references:
            release(references.pop(), at=at)
        return
    promotion = Promotion.objects.filter(ends_at__gt=at, cancelled_at=None).order_by("starts_at").first()
    if promotion is None:
        return
    if deed[0] == "replan":
        _verb, start, length, price, units = deed
        data = PromotionItemData(sku_id=sku.pk, price_fen=price * 100, quantity_limit=units)
        starts_at = at + start * MINUTE
        change_promotion(
            by=None,
            promotion=promotion,
            name="霜降",
            starts_at=starts_at,
            ends_at=starts_at + length * MINUTE,
            items=[data],
            at=at,
        )
    elif deed[0] == "cancel":
        cancel_promotion(by=None, promotion=promotion, at=at)
    elif deed[0] == "end":
        end_promotion(by=None, promotion=promotion, at=at)
    else:
        reference = f"order {PromotionItem.objects.count()} {len(references)} {at}"
        claim(Claim(reference[:40], "p", {item_of(promotion).pk: 1}), at=at)
        references.append(reference[:40])
