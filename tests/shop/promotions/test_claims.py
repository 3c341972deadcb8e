"""Promotional units: guarded counters for the item and the person."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from microbrand import audit
from shop.promotions.errors import PersonLimitReached, PromotionUsedUp
from shop.promotions.models import PersonUse, PromotionItem, PromotionUse
from shop.promotions.operations import Claim, claim, release
from tests.factories import NOW
from tests.factories.catalog import make_sku
from tests.factories.promotions import item_of, make_promotion

pytestmark = pytest.mark.django_db

PROMOTION_CHECKS = [
    "promotional units taken = sum of uses",
    "promotional units of a person = sum of uses, within the limit",
]


def take(item: PromotionItem, units: int, *, reference: str = "A", person: str = "p", at: object = NOW) -> None:
    with transaction.atomic():
        claim(Claim(reference, person, {item.pk: units}), at=at)  # type: ignore[arg-type]


def counters() -> tuple[list[int], list[int], int]:
    return (
        list(PromotionItem.objects.order_by("id").values_list("used", flat=True)),
        list(PersonUse.objects.order_by("id").values_list("used", flat=True)),
        PromotionUse.objects.filter(released_at=None).count(),
    )


def test_units_are_counted_for_item_and_person() -> None:
    item = item_of(make_promotion(make_sku(), quantity_limit=5, per_person_limit=3))

    take(item, 2)
    take(item, 1, reference="B")

    assert counters() == ([3], [3], 2)


@pytest.mark.parametrize(
    ("units", "person", "error"), [(4, "q", PromotionUsedUp), (2, "p", PersonLimitReached), (4, "p", PromotionUsedUp)]
)
def test_beyond_a_limit_nothing_is_written(units: int, person: str, error: type[Exception]) -> None:
    item = item_of(make_promotion(make_sku(), quantity_limit=5, per_person_limit=3))
    take(item, 2)

    with pytest.raises(error):
        take(item, units, reference="B", person=person)

    assert counters() == ([2], [2], 1)


def test_all_items_or_none() -> None:
    plenty = item_of(make_promotion(make_sku()))
    scarce = item_of(make_promotion(make_sku(), quantity_limit=1))

    with pytest.raises(PromotionUsedUp), transaction.atomic():
        claim(Claim("A", "p", {scarce.pk: 2, plenty.pk: 1}), at=NOW)

    assert counters() == ([0, 0], [], 0)


@pytest.mark.parametrize("seconds", [-1, 3600])
def test_outside_its_time_there_is_nothing_to_take(seconds: int) -> None:
    item = item_of(make_promotion(make_sku()))

    with pytest.raises(PromotionUsedUp):
        take(item, 1, at=NOW + timedelta(seconds=seconds))

    assert counters() == ([0], [], 0)


def test_released_units_can_be_taken_again_once() -> None:
    item = item_of(make_promotion(make_sku(), quantity_limit=2, per_person_limit=2))
    take(item, 2)

    assert release("A", at=NOW) == 1
    assert release("A", at=NOW) == 0
    assert counters() == ([0], [0], 0)
    take(item, 2)
    assert counters() == ([2], [2], 1)


steps = st.lists(
    st.tuples(st.sampled_from("ABCDE"), st.sampled_from("pq"), st.integers(0, 3), st.integers(0, 3)), max_size=12
)


@pytest.mark.once
@given(steps)
@settings(max_examples=40)
def test_counters_add_up_whatever_happens(history: list[tuple[str, str, int, int]]) -> None:
    with transaction.atomic():
        limited = item_of(make_promotion(make_sku(), quantity_limit=5, per_person_limit=3))
        other = item_of(make_promotion(make_sku(), name="other"))
        live: dict[str, tuple[str, int, int]] = {}
        for reference, person, first, second in history:
            if reference in live:
                assert release(reference, at=NOW) == sum(units > 0 for units in live.pop(reference)[1:])
                continue
            wanted = {item.pk: units for item, units in ((limited, first), (other, second)) if units}
            taken = sum(units for _person, units, _other in live.values())
            by_person = sum(units for who, units, _other in live.values() if who == person)
            possible = not first or (taken + first <= 5 and by_person + first <= 3)
            try:
                with transaction.atomic():
                    claim(Claim(reference, person, wanted), at=NOW)
            except (PromotionUsedUp, PersonLimitReached):
                assert not possible
            else:
                assert possible
                if wanted:
                    live[reference] = (person, first, second)

        limited.refresh_from_db()
        other.refresh_from_db()
        assert (limited.used, other.used) == (
            sum(first for _p, first, _s in live.values()),
            sum(second for _p, _f, second in live.values()),
        )
        assert [row for row in audit.run(at=NOW, only=PROMOTION_CHECKS) if row.breach_count] == []
        transaction.set_rollback(True)
