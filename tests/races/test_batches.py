"""Orders to several people against other shoppers, and their payment against the clock. Each with a control."""

from collections.abc import Callable

from django.db import OperationalError, transaction

from shop.catalog.models import Sku
from shop.inventory import operations as inventory
from shop.inventory.errors import OutOfStock
from shop.orders.errors import OrderNotInState
from shop.orders.models import Order, OrderBatch
from shop.orders.operations import expire_order
from shop.payments.models import Payment
from tests.factories import NOW
from tests.factories.inventory import stock_of, stocked_sku
from tests.factories.orders import place, place_several
from tests.factories.payments import hear, start
from tests.races.stage import crowd, meet

Breaches = Callable[[], list[str]]


def first_of(batch: OrderBatch) -> Order:
    return batch.orders.order_by("pk")[0]


def statuses(batch: OrderBatch) -> set[str]:
    return set(batch.orders.values_list("status", flat=True))


def test_the_last_units_go_to_one_batch_or_to_somebody_else(breaches: Breaches) -> None:
    sku = stocked_sku(units=3)

    met = meet(
        lambda: place_several([{sku: 1}, {sku: 1}]), lambda: place({sku: 2}), after='UPDATE "inventory_stockitem"'
    )
    assert (type(met.first), type(met.second), met.waited) == (OrderBatch, OutOfStock, True)
    results = crowd(*[lambda: place_several([{sku: 1}, {sku: 1}])] * 2, lambda: place({sku: 1}))

    assert sorted(type(result).__name__ for result in results) == ["Order", "OutOfStock", "OutOfStock"]
    assert (stock_of(sku), Order.objects.count()) == ((3, 3), 3)
    assert breaches() == []


def test_batches_whose_people_want_things_in_another_order_do_not_wait_for_each_other_forever(
    breaches: Breaches,
) -> None:
    low, high = stocked_sku(units=100), stocked_sku(units=100)

    crowd(*[lambda: place_several([{low: 1}, {high: 1}]), lambda: place_several([{high: 1}, {low: 1}])] * 4)

    assert (stock_of(low), stock_of(high)) == ((100, 8), (100, 8))
    assert breaches() == []


def test_the_control_one_person_after_the_other_they_do() -> None:
    low, high = stocked_sku(units=100), stocked_sku(units=100)

    def careless(name: str, *skus: Sku) -> Callable[[], None]:
        @transaction.atomic
        def hold() -> None:
            for sku in skus:
                inventory.reserve(quantities={sku.pk: 1}, reference=f"{name}{sku.pk}", expires_at=NOW, at=NOW)

        return hold

    met = meet(careless("a", high, low), careless("b", low, high), after='UPDATE "inventory_stockitem"')

    assert OperationalError in {type(met.first), type(met.second)}


def test_paying_against_expiring_whoever_is_first(breaches: Breaches) -> None:
    sku = stocked_sku(units=8)
    paid_first, expired_first = (start(first_of(place_several([{sku: 1}, {sku: 1}]))) for _ in range(2))
    over = first_of(paid_first.batch).expires_at

    def expire(payment: Payment) -> Callable[[], object]:
        return lambda: expire_order(order_id=first_of(payment.batch).pk, at=over)

    met = meet(lambda: hear(paid_first), expire(paid_first), after='UPDATE "orders_order"')
    assert (met.first, type(met.second), met.waited) == ("applied", OrderNotInState, True)
    met = meet(expire(expired_first), lambda: hear(expired_first, at=over), after='UPDATE "orders_order"')

    # The money was late, and the goods were still there: for all of them.
    assert (type(met.first), met.second, met.waited) == (Order, "applied", True)
    assert statuses(paid_first.batch) == statuses(expired_first.batch) == {"paid"}
    assert stock_of(sku) == (8, 4)
    assert breaches() == []


def test_the_control_closing_them_one_by_one_leaves_half_a_batch(breaches: Breaches) -> None:
    batch = place_several([{stocked_sku(): 1}, {stocked_sku(): 1}])
    payment = start(first_of(batch))

    def careless() -> int:
        return Order.objects.filter(pk=first_of(batch).pk).update(status="cancelled", cancelled_at=NOW)

    met = meet(careless, lambda: hear(payment), after='UPDATE "orders_order"')

    assert met.first == 1
    assert len(statuses(batch)) == 2 or breaches() != []
    assert breaches() != []
