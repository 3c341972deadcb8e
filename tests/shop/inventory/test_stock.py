"""Stock on hand and its ledger."""

import pytest

from shop.core.errors import InvalidInput, StaleState
from shop.core.models import OutboxEvent
from shop.inventory.enums import MovementReason
from shop.inventory.errors import StockBelowReserved
from shop.inventory.models import StockMovement
from shop.inventory.operations import count_stock, move_stock
from shop.inventory.operations.ledger import MAX_UNITS
from tests.factories import NOW
from tests.factories.catalog import make_sku
from tests.factories.inventory import stock_of, stocked_sku
from tests.factories.orders import place
from tests.factories.staff import UserFactory

pytestmark = pytest.mark.django_db


def movements() -> list[tuple[int, int, str]]:
    return list(StockMovement.objects.order_by("id").values_list("delta", "balance", "reason"))


def test_movements_carry_the_balance() -> None:
    sku, user = make_sku(), UserFactory()

    move_stock(by=user, sku=sku, delta=10, reason=MovementReason.RECEIVE, at=NOW)
    [movement] = move_stock(by=user, sku=sku, delta=-3, reason=MovementReason.DAMAGE, note="压坏", at=NOW)

    assert stock_of(sku) == (7, 0)
    assert movements() == [(10, 10, "receive"), (-3, 7, "damage")]
    assert (movement.by, movement.note, movement.at) == (user, "压坏", NOW)


@pytest.mark.parametrize(
    ("delta", "error"),
    [(0, InvalidInput), (MAX_UNITS + 1, InvalidInput), (-9, StockBelowReserved), (MAX_UNITS, StockBelowReserved)],
)
def test_a_refused_movement_writes_nothing(delta: int, error: type[Exception]) -> None:
    sku = stocked_sku(units=10)
    place({sku: 2})
    before = movements()
    OutboxEvent.objects.all().delete()

    with pytest.raises(error):
        move_stock(by=None, sku=sku, delta=delta, reason=MovementReason.CORRECT)

    assert stock_of(sku) == (10, 2)
    assert movements() == before
    assert not OutboxEvent.objects.exists()


def test_stock_may_go_down_to_what_is_reserved() -> None:
    sku = stocked_sku(units=10)
    place({sku: 2})

    move_stock(by=None, sku=sku, delta=-8, reason=MovementReason.DAMAGE)

    assert stock_of(sku) == (2, 2)


def test_a_count_writes_the_difference() -> None:
    sku = stocked_sku(units=10)

    [movement] = count_stock(by=None, sku=sku, counted=12, expected=10)

    assert (movement.delta, movement.balance, movement.reason) == (2, 12, "correct")
    assert count_stock(by=None, sku=sku, counted=12, expected=12) == []


@pytest.mark.parametrize(
    ("counted", "expected", "error"), [(5, 9, StaleState), (-1, 10, InvalidInput), (9, 9, StaleState)]
)
def test_a_count_of_something_else_is_refused(counted: int, expected: int, error: type[Exception]) -> None:
    sku = stocked_sku(units=10)

    with pytest.raises(error):
        count_stock(by=None, sku=sku, counted=counted, expected=expected)

    assert stock_of(sku) == (10, 0)
    assert len(movements()) == 1
