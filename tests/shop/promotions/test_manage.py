"""Scheduling, changing, ending and announcing promotions."""

from datetime import timedelta
from typing import Any

import pytest
from wagtail.models import ModelLogEntry

from shop.core.models import OutboxEvent
from shop.promotions.errors import InvalidPromotion, OverlappingPromotion, PromotionStarted
from shop.promotions.models import Promotion, PromotionItem
from shop.promotions.operations import (
    PromotionItemData,
    announce_due,
    cancel_promotion,
    change_promotion,
    create_promotion,
    end_promotion,
)
from tests.factories import NOW
from tests.factories.catalog import make_sku
from tests.factories.promotions import make_promotion

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def item(sku: Any, **changes: Any) -> PromotionItemData:
    return PromotionItemData(**{"sku_id": sku.pk, "price_fen": 4800, **changes})


def test_a_start_in_the_past_means_now() -> None:
    promotion = make_promotion(make_sku(), starts_at=NOW - timedelta(days=30), at=NOW)

    assert promotion.starts_at == NOW


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "长" * 61}, "name"),
        ({"ends_at": NOW}, "ends_at"),
        ({"ends_at": NOW - 48 * HOUR, "starts_at": NOW - 50 * HOUR}, "ends_at"),
        ({"per_person_limit": 0}, "per_person_limit"),
        ({"per_person_limit": 2**40}, "per_person_limit"),
        ({"price_fen": 6800}, "items"),
        ({"price_fen": 0}, "items"),
        ({"quantity_limit": 0}, "items"),
        ({"quantity_limit": 2**40}, "items"),
    ],
)
def test_nonsense_is_refused_and_nothing_written(changes: dict[str, Any], field: str) -> None:
    sku = make_sku(price_fen=6800)

    with pytest.raises(InvalidPromotion) as refusal:
        make_promotion(sku, **changes)

    assert refusal.value.field == field
    assert not Promotion.objects.exists()


def test_skus_must_exist_and_be_listed_once() -> None:
    sku = make_sku(price_fen=6800)
    fields: dict[str, Any] = {"by": None, "name": "x", "starts_at": NOW, "ends_at": NOW + HOUR, "at": NOW}

    for items in ([], [item(sku), item(sku)], [PromotionItemData(sku_id=sku.pk + 1, price_fen=1)]):
        with pytest.raises(InvalidPromotion):
            create_promotion(items=items, **fields)

    assert not Promotion.objects.exists()


@pytest.mark.parametrize(
    ("starts", "ends", "clashes"), [(-1, 0, False), (1, 2, False), (0, 1, True), (-1, 0.1, True), (0.9, 2, True)]
)
def test_one_promotional_price_at_a_time(starts: float, ends: float, clashes: bool) -> None:
    sku = make_sku(price_fen=6800)
    make_promotion(sku)
    times = {"starts_at": NOW + starts * HOUR, "ends_at": NOW + ends * HOUR, "name": "second"}

    if clashes:
        with pytest.raises(OverlappingPromotion):
            make_promotion(sku, **times)
    else:
        make_promotion(sku, **times)

    assert Promotion.objects.count() == (1 if clashes else 2)


def test_a_cancelled_promotion_is_not_in_the_way() -> None:
    sku = make_sku(price_fen=6800)
    assert cancel_promotion(by=None, promotion=make_promotion(sku), at=NOW - HOUR) is True

    make_promotion(sku)


def test_a_promotion_can_be_rewritten_until_it_starts() -> None:
    first, second = make_sku(price_fen=6800), make_sku(price_fen=6800)
    promotion = make_promotion(first)
    fields: dict[str, Any] = {
        "by": None,
        "promotion": promotion,
        "name": "新",
        "starts_at": NOW + HOUR,
        "ends_at": NOW + 2 * HOUR,
        "items": [item(second, price_fen=4000, quantity_limit=3)],
        "per_person_limit": 2,
    }

    with pytest.raises(PromotionStarted):
        change_promotion(at=NOW, **fields)
    assert list(PromotionItem.objects.values_list("sku", "price_fen")) == [(first.pk, 4800)]

    change_promotion(at=NOW - timedelta(microseconds=1), **fields)
    promotion.refresh_from_db()
    assert (promotion.name, promotion.starts_at, promotion.per_person_limit) == ("新", NOW + HOUR, 2)
    assert list(PromotionItem.objects.values_list("sku", "price_fen", "quantity_limit")) == [(second.pk, 4000, 3)]


def test_only_a_running_promotion_ends_and_only_a_coming_one_is_cancelled() -> None:
    promotion = make_promotion(make_sku(price_fen=6800))

    assert end_promotion(by=None, promotion=promotion, at=NOW - HOUR) is False
    assert cancel_promotion(by=None, promotion=promotion, at=NOW) is False
    assert end_promotion(by=None, promotion=promotion, at=NOW + timedelta(minutes=1)) is True
    assert end_promotion(by=None, promotion=promotion, at=NOW + timedelta(minutes=1)) is False
    assert Promotion.objects.get().ends_at == NOW + timedelta(minutes=1)


def test_start_and_end_are_announced_once_and_say_how_late() -> None:
    promotion = make_promotion(make_sku(price_fen=6800))
    OutboxEvent.objects.all().delete()

    assert announce_due(at=NOW - timedelta(microseconds=1)) == 0
    assert announce_due(at=NOW) == 1
    assert announce_due(at=NOW) == 0
    assert announce_due(at=NOW + timedelta(days=2)) == 1
    assert announce_due(at=NOW + timedelta(days=2)) == 0

    assert list(OutboxEvent.objects.order_by("id").values_list("name", "payload")) == [
        ("promotions.began", {"promotion_id": promotion.pk}),
        ("promotions.over", {"promotion_id": promotion.pk}),
    ]
    late = [
        entry.data["late_seconds"]
        for entry in ModelLogEntry.objects.filter(action__in=["promotions.began", "promotions.over"]).order_by("id")
    ]
    assert late == [0, 2 * 86400 - 3600]


def test_a_cancelled_promotion_is_not_announced() -> None:
    cancel_promotion(by=None, promotion=make_promotion(make_sku(price_fen=6800)), at=NOW - HOUR)

    assert announce_due(at=NOW + timedelta(days=1)) == 0
