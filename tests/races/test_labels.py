"""An address is changed while its label is printed: the label has it, or it is not changed."""

from collections.abc import Callable

from django.db import transaction

from shop.orders.errors import LabelPrinted
from shop.orders.models import Order
from shop.orders.operations import change_address, label_orders
from tests.factories import NOW
from tests.factories.customers import address
from tests.factories.orders import paid_order
from tests.races.stage import meet

Breaches = Callable[[], list[str]]
LOCK = 'FROM "orders_order"'


def printed(order: Order) -> str:
    """The street on the label."""
    return label_orders(order_ids=[order.pk], at=NOW)[order.pk].street


def move(order: Order) -> int:
    return change_address(by=None, order=order, address=address(street="新街 9 号"), at=NOW)


def test_a_label_that_was_first_keeps_its_address(breaches: Breaches) -> None:
    order = paid_order()

    met = meet(lambda: printed(order), lambda: move(order), after=LOCK)

    assert (met.first, type(met.second), met.waited) == (order.street, LabelPrinted, True)
    assert Order.objects.get().street == order.street
    assert breaches() == []


def test_an_address_that_was_first_is_on_the_label(breaches: Breaches) -> None:
    order = paid_order()

    met = meet(lambda: move(order), lambda: printed(order), after=LOCK)

    assert (met.first, met.second, met.waited) == (0, "新街 9 号", True)
    assert Order.objects.get().street == "新街 9 号"
    assert breaches() == []


def test_the_control_printing_what_was_read_before_the_lock_sends_it_to_the_old_address() -> None:
    order = paid_order()

    @transaction.atomic
    def careless() -> str:
        street = Order.objects.get(pk=order.pk).street
        Order.objects.filter(pk=order.pk).update(labelled_at=NOW)
        return street

    met = meet(careless, lambda: move(order), after=LOCK)

    assert (met.first, met.second) == (order.street, 0)
    assert Order.objects.get().street == "新街 9 号", "the label says something else"
