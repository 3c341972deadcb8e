"""Orders in one parcel: shipped from two of them at once, and while one of them is closed."""

from collections.abc import Callable

from django.db import OperationalError, transaction

from shop.core.errors import InvalidInput
from shop.inventory.models import StockMovement
from shop.orders.enums import CancelReason
from shop.orders.errors import OrderNotInState
from shop.orders.models import Order, Shipment
from shop.orders.operations import cancel_order, ship_order, ship_together
from tests.factories import NOW
from tests.factories.customers import CustomerFactory
from tests.factories.inventory import stock_of, stocked_sku
from tests.factories.orders import paid_order
from tests.races.stage import meet

Breaches = Callable[[], list[str]]


def together(order: Order, *others: Order, number: str) -> list[Shipment]:
    return ship_together(
        by=None, order=order, others=[row.pk for row in others], carrier="sf", tracking_number=number, at=NOW
    )


def two_orders() -> tuple[Order, Order]:
    lin = CustomerFactory()
    return paid_order({stocked_sku(): 1}, customer=lin), paid_order({stocked_sku(): 2}, customer=lin)


def test_two_people_who_begin_with_different_orders_ship_them_once(breaches: Breaches) -> None:
    one, two = two_orders()

    met = meet(
        lambda: together(one, two, number="SF0001"),
        lambda: together(two, one, number="SF0002"),
        after='FROM "orders_order"',
    )

    assert (len(met.first), type(met.second), met.waited) == (2, InvalidInput, True)
    assert set(Shipment.objects.values_list("tracking_number", flat=True)) == {"SF0001"}
    assert [stock_of(row.lines.get().sku) for row in (one, two)] == [(9, 0), (8, 0)]
    assert breaches() == []


def test_an_order_that_was_just_closed_keeps_all_of_them_here(breaches: Breaches) -> None:
    one, two = two_orders()

    met = meet(
        lambda: cancel_order(by=None, order=two, reason=CancelReason.MERCHANT, at=NOW),
        lambda: together(one, two, number="SF0001"),
        after='UPDATE "orders_order"',
    )

    assert (type(met.first), type(met.second), met.waited) == (Order, InvalidInput, True)
    assert (Shipment.objects.count(), StockMovement.objects.filter(reason="ship").count()) == (0, 0)
    assert breaches() == []


def test_orders_that_are_just_leaving_are_not_closed(breaches: Breaches) -> None:
    one, two = two_orders()

    met = meet(
        lambda: together(one, two, number="SF0001"),
        lambda: cancel_order(by=None, order=two, reason=CancelReason.MERCHANT, at=NOW),
        after='FROM "orders_order"',
    )

    assert (len(met.first), type(met.second), met.waited) == (2, OrderNotInState, True)
    assert breaches() == []


def test_the_control_locking_them_as_they_come_makes_two_people_wait_for_each_other() -> None:
    one, two = two_orders()

    @transaction.atomic
    def careless(*orders: Order, number: str) -> list[Shipment]:
        return [ship_order(by=None, order=row, carrier="sf", tracking_number=number, at=NOW) for row in orders]

    met = meet(
        lambda: careless(one, two, number="SF0001"),
        lambda: careless(two, one, number="SF0002"),
        after='UPDATE "orders_order"',
    )

    assert OperationalError in (type(met.first), type(met.second)), "a deadlock"
