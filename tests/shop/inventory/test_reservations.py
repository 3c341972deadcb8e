"""Reservations: all or nothing, a deadline that time decides, and idempotent endings."""

from datetime import timedelta

import pytest
from django.db import transaction

from shop.catalog.models import Sku
from shop.core.errors import InvalidInput
from shop.inventory.errors import OutOfStock
from shop.inventory.models import Reservation, StockMovement
from shop.inventory.operations import confirm, fulfil, release, release_expired, reserve
from shop.inventory.queries import available
from tests.factories import NOW
from tests.factories.inventory import stock_of, stocked_sku

pytestmark = pytest.mark.django_db

DEADLINE = NOW + timedelta(minutes=30)


def hold(sku: Sku, units: int, reference: str = "A", **more: object) -> None:
    reserve(quantities={sku.pk: units}, reference=reference, expires_at=DEADLINE, at=NOW, **more)  # type: ignore[arg-type]


def states() -> list[tuple[str, int, str]]:
    return list(Reservation.objects.order_by("id").values_list("reference", "quantity", "state"))


def test_held_units_are_not_available() -> None:
    sku = stocked_sku(units=10)

    hold(sku, 4)

    assert stock_of(sku) == (10, 4)
    assert available([sku.pk], at=NOW) == {sku.pk: 6}
    assert states() == [("A", 4, "held")]


def test_all_or_nothing() -> None:
    plenty, scarce = stocked_sku(units=10), stocked_sku(units=1)

    with pytest.raises(OutOfStock) as refusal, transaction.atomic():
        reserve(quantities={scarce.pk: 2, plenty.pk: 1}, reference="A", expires_at=DEADLINE, at=NOW)

    assert (refusal.value.sku_id, refusal.value.available) == (scarce.pk, 1)
    assert (stock_of(plenty), stock_of(scarce)) == ((10, 0), (1, 0))
    assert states() == []


@pytest.mark.parametrize("units", [0, -1])
def test_nothing_and_less_cannot_be_held(units: int) -> None:
    sku = stocked_sku()

    with pytest.raises(InvalidInput), transaction.atomic():
        hold(sku, units)

    assert stock_of(sku) == (10, 0)


def test_a_hold_ends_with_its_deadline_even_if_no_job_says_so() -> None:
    sku = stocked_sku(units=1)
    hold(sku, 1)

    just_before = DEADLINE - timedelta(microseconds=1)
    assert available([sku.pk], at=just_before) == {sku.pk: 0}
    with pytest.raises(OutOfStock), transaction.atomic():
        reserve(quantities={sku.pk: 1}, reference="B", expires_at=DEADLINE, at=just_before)
    assert available([sku.pk], at=DEADLINE) == {sku.pk: 1}
    reserve(quantities={sku.pk: 1}, reference="B", expires_at=DEADLINE + timedelta(hours=1), at=DEADLINE)

    assert stock_of(sku) == (1, 1)
    assert states() == [("A", 1, "released"), ("B", 1, "held")]


def test_a_confirmed_hold_has_no_deadline() -> None:
    sku = stocked_sku(units=1)
    hold(sku, 1)

    assert confirm(reference="A") is True
    assert confirm(reference="A") is True

    assert release_expired(at=DEADLINE, sku_id=sku.pk) == 0
    assert states() == [("A", 1, "confirmed")]


def test_a_lost_hold_cannot_be_confirmed() -> None:
    first, second = stocked_sku(units=1), stocked_sku(units=1)
    reserve(quantities={first.pk: 1, second.pk: 1}, reference="A", expires_at=DEADLINE, at=NOW)
    assert release_expired(at=DEADLINE, sku_id=first.pk) == 1

    assert confirm(reference="A") is False

    assert states() == [("A", 1, "released"), ("A", 1, "held")]


def test_fulfilling_moves_the_stock_once() -> None:
    sku = stocked_sku(units=10)
    hold(sku, 4)
    confirm(reference="A")

    for _ in range(2):
        fulfil(by=None, reference="A", at=NOW)

    assert stock_of(sku) == (6, 0)
    movement = StockMovement.objects.latest("id")
    assert (movement.delta, movement.balance, movement.reason, movement.reference) == (-4, 6, "ship", "A")
    assert StockMovement.objects.filter(stock=sku.pk).count() == 2


def test_only_what_is_paid_is_shipped() -> None:
    sku = stocked_sku(units=10)
    hold(sku, 4)

    fulfil(by=None, reference="A", at=NOW)

    assert stock_of(sku) == (10, 4)


def test_a_release_counts_once_and_spares_what_is_shipped() -> None:
    sku = stocked_sku(units=10)
    hold(sku, 4)
    hold(sku, 1, reference="B")

    assert release(reference="A") == 1
    assert release(reference="A") == 0
    assert stock_of(sku) == (10, 1)
    confirm(reference="B")
    fulfil(by=None, reference="B", at=NOW)
    assert release(reference="B") == 0
    assert stock_of(sku) == (9, 0)
