"""An order that leaves in parts: nobody sends a unit twice, and nobody closes what has begun to leave."""

from collections.abc import Callable

from django.db import transaction

from shop.aftersales.models import Case
from shop.aftersales.operations import call_off_rest, take_out
from shop.core.errors import InvalidInput
from shop.orders.enums import CancelReason, OrderStatus
from shop.orders.errors import OrderNotInState
from shop.orders.models import Order, OrderLine, Shipment
from shop.orders.operations import cancel_order, ship_order
from tests.factories import NOW
from tests.factories.inventory import stock_of, stocked_sku
from tests.factories.orders import paid_order
from tests.factories.staff import UserFactory
from tests.races.stage import meet

Breaches = Callable[[], list[str]]


def send(order: Order, number: str, units: int = 1) -> Shipment:
    """Ship units of its only line."""
    line = order.lines.get()
    return ship_order(by=None, order=order, carrier="sf", tracking_number=number, at=NOW, units={line.pk: units})


def close(order: Order) -> Order:
    return cancel_order(by=None, order=order, reason=CancelReason.MERCHANT, at=NOW)


def call_off(order: Order) -> Case:
    return call_off_rest(by=UserFactory(), order=order, text="冻伤", at=NOW)


def test_the_last_unit_leaves_once(breaches: Breaches) -> None:
    sku = stocked_sku(units=5)
    order = paid_order({sku: 3})
    send(order, "SF0001")

    met = meet(lambda: send(order, "SF0002"), lambda: send(order, "SF0003", 2), after='UPDATE "orders_order"')

    assert isinstance(met.first, Shipment)
    assert (type(met.second), met.waited) == (InvalidInput, True)
    assert (order.lines.get().shipped_quantity, stock_of(sku)) == (2, (3, 1))
    assert breaches() == []


def test_a_second_tap_sends_nothing(breaches: Breaches) -> None:
    sku = stocked_sku(units=5)
    order = paid_order({sku: 3})

    met = meet(lambda: send(order, "SF0001"), lambda: send(order, "SF0001"), after='UPDATE "orders_order"')

    assert (type(met.first), type(met.second)) == (Shipment, InvalidInput)
    assert stock_of(sku) == (4, 2)
    assert breaches() == []


def test_a_part_that_leaves_and_a_cancellation_do_one_of_the_two(breaches: Breaches) -> None:
    for first_is_parcel in (True, False):
        order = paid_order({stocked_sku(units=5): 2})
        works = [lambda order=order: send(order, "SF0001"), lambda order=order: close(order)]
        if not first_is_parcel:
            works.reverse()

        met = meet(*works, after='UPDATE "orders_order"')

        assert isinstance(met.first, Shipment if first_is_parcel else Order)
        assert (type(met.second), met.waited) == (OrderNotInState, True)
    assert breaches() == []


def test_the_rest_either_leaves_or_is_called_off(breaches: Breaches) -> None:
    for first_is_parcel in (True, False):
        sku = stocked_sku(units=5)
        order = paid_order({sku: 2})
        send(order, "SF0001")
        works = [lambda order=order: send(order, "SF0002"), lambda order=order: call_off(order)]
        if not first_is_parcel:
            works.reverse()

        met = meet(*works, after='UPDATE "orders_order"')

        assert isinstance(met.first, Shipment if first_is_parcel else Case)
        assert (type(met.second), met.waited) == (OrderNotInState, True)
        assert stock_of(sku) == ((3, 0) if first_is_parcel else (4, 0))
    assert breaches() == []


def test_the_control_calling_off_what_was_read_before_the_lock_calls_off_what_has_left(breaches: Breaches) -> None:
    order = paid_order({stocked_sku(units=5): 2})
    send(order, "SF0001")

    @transaction.atomic
    def careless() -> None:
        (line,) = (line for line in OrderLine.objects.filter(order=order) if line.to_ship)
        Order.objects.filter(pk=order.pk).update(status=OrderStatus.SHIPPED)
        OrderLine.objects.filter(pk=line.pk).update(returned=line.to_ship)

    met = meet(careless, lambda: send(order, "SF0002"), after='FROM "orders_orderline"')

    assert (met.first, type(met.second)) == (None, Shipment)
    line = OrderLine.objects.get()
    assert (line.quantity, line.shipped_quantity, line.returned) == (2, 2, 1)
    assert breaches() != []


def test_the_control_looking_first_closes_what_has_begun_to_leave(breaches: Breaches) -> None:
    order = paid_order({stocked_sku(units=5): 2})

    @transaction.atomic
    def careless() -> None:
        row = Order.objects.get(pk=order.pk)
        if row.status != OrderStatus.PAID or row.shipped_at:
            raise OrderNotInState
        Order.objects.filter(pk=order.pk).update(status=OrderStatus.CANCELLED)

    met = meet(careless, lambda: send(order, "SF0001"), after='FROM "orders_order"')

    assert (met.first, type(met.second)) == (None, Shipment)
    assert (Order.objects.get().status, OrderLine.objects.get().shipped_quantity) == ("cancelled", 1)
    assert breaches() != []


def take(order: Order) -> Case:
    units = {order.lines.get().pk: 1}
    return take_out(by=UserFactory(), order=order, units=units, text="少要", client_token="t", at=NOW)


def test_a_unit_leaves_or_is_taken_out(breaches: Breaches) -> None:
    for first_is_parcel in (True, False):
        sku = stocked_sku(units=5)
        order = paid_order({sku: 2})
        works = [lambda order=order: send(order, "SF0001", 2), lambda order=order: take(order)]
        if not first_is_parcel:
            works.reverse()

        met = meet(*works, after='UPDATE "orders_order"' if first_is_parcel else 'FROM "orders_order"')

        assert isinstance(met.first, Shipment if first_is_parcel else Case)
        assert (type(met.second), met.waited) == (OrderNotInState if first_is_parcel else InvalidInput, True)
        assert stock_of(sku) == ((3, 0) if first_is_parcel else (5, 1))
    assert breaches() == []


def test_the_control_taking_out_what_was_read_before_the_lock_takes_out_what_has_left(breaches: Breaches) -> None:
    order = paid_order({stocked_sku(units=5): 3})

    @transaction.atomic
    def careless() -> None:
        (line,) = (line for line in OrderLine.objects.filter(order=order) if line.to_ship)
        OrderLine.objects.filter(pk=line.pk).update(called_off=1, returned=1)

    met = meet(careless, lambda: send(order, "SF0001", 2), after='FROM "orders_orderline"')

    assert not met.waited
    assert breaches() != []
