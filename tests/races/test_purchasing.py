"""Goods of a purchase order: two who receive, a double tap, a cancellation; each with a control without the guard."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import F

from shop.inventory.operations import receive
from shop.purchasing.errors import NotInState, ReceivedMeanwhile
from shop.purchasing.models import PurchaseLine, PurchaseOrder, Receipt, ReceiptItem
from shop.purchasing.operations import Arrival, cancel_order, receive_goods
from tests.factories import NOW
from tests.factories.catalog import make_sku
from tests.factories.inventory import stock_of
from tests.factories.purchasing import line_of, sent
from tests.races.stage import crowd, meet

Breaches = Callable[[], list[str]]


def receiving(order: PurchaseOrder, units: int, token: str) -> Callable[[], bool]:
    arrival = Arrival(line_id=line_of(order).pk, units=units, seen=(0, 0))
    return lambda: receive_goods(by=None, order=order, arrivals=[arrival], token=token, at=NOW)[1]


def careless(order: PurchaseOrder, units: int, token: str) -> Callable[[], None]:
    """Look at the order, then book, without its lock."""

    @transaction.atomic
    def book() -> None:
        line = PurchaseLine.objects.select_related("sku", "order").get(order=order)
        if line.order.state == "cancelled" or line.missing < units:
            raise NotInState(line.order.state)
        receipt = Receipt.objects.create(order=order, token=token, at=NOW)
        movement = receive(by=None, sku=line.sku, units=units, reference=order.number, at=NOW)
        ReceiptItem.objects.create(receipt=receipt, line=line, movement=movement)
        PurchaseLine.objects.filter(pk=line.pk).update(received=F("received") + units)
        PurchaseOrder.objects.filter(pk=order.pk).update(state="closed")

    return book


def test_of_two_who_receive_the_same_goods_one_is_told(breaches: Breaches) -> None:
    sku = make_sku()
    order = sent({sku: 10})

    met = meet(receiving(order, 6, "anna"), receiving(order, 6, "bo"), after='INSERT INTO "purchasing_receipt"')

    assert met.first is True
    assert met.waited
    assert isinstance(met.second, ReceivedMeanwhile)
    assert (stock_of(sku), line_of(order).received) == ((6, 0), 6)
    assert breaches() == []


def test_the_control_without_the_lock_books_twenty_of_ten() -> None:
    sku = make_sku()
    order = sent({sku: 10})

    met = meet(careless(order, 10, "anna"), careless(order, 10, "bo"), after='INSERT INTO "purchasing_receipt"')

    assert (met.first, met.second) == (None, None)
    assert stock_of(sku) == (20, 0)


def test_a_double_tap_at_the_same_moment_books_once(breaches: Breaches) -> None:
    sku = make_sku()
    order = sent({sku: 10})

    met = meet(receiving(order, 10, "tap"), receiving(order, 10, "tap"), after='INSERT INTO "purchasing_receipt"')

    assert (met.first, met.second, met.waited) == (True, False, True)
    assert stock_of(sku) == (10, 0)
    assert breaches() == []


def test_goods_that_arrive_while_the_order_is_cancelled(breaches: Breaches) -> None:
    sku = make_sku()
    order = sent({sku: 10})

    met = meet(
        lambda: cancel_order(by=None, order=order, at=NOW),
        receiving(order, 10, "t"),
        after='UPDATE "purchasing_purchaseorder"',
    )

    assert met.first is True
    assert met.waited
    assert isinstance(met.second, NotInState)
    assert not Receipt.objects.exists()
    assert breaches() == []


def test_an_order_is_not_cancelled_while_its_goods_arrive(breaches: Breaches) -> None:
    sku = make_sku()
    order = sent({sku: 10})

    met = meet(
        receiving(order, 4, "t"),
        lambda: cancel_order(by=None, order=order, at=NOW),
        after='INSERT INTO "purchasing_receipt"',
    )

    assert isinstance(met.second, NotInState)
    order.refresh_from_db()
    assert (order.state, stock_of(sku)) == ("partly", (4, 0))
    assert breaches() == []


def test_the_control_without_the_lock_receives_of_a_cancelled_order(breaches: Breaches) -> None:
    sku = make_sku()
    order = sent({sku: 10})

    @transaction.atomic
    def cancel() -> None:
        assert PurchaseOrder.objects.get(pk=order.pk).state == "sent"
        PurchaseOrder.objects.filter(pk=order.pk).update(state="cancelled")

    met = meet(careless(order, 10, "t"), cancel, after='INSERT INTO "purchasing_receipt"')

    assert (met.first, met.second) == (None, None)
    assert stock_of(sku) == (10, 0)


def test_many_hands_at_one_delivery(breaches: Breaches) -> None:
    sku = make_sku()
    order = sent({sku: 10})

    results = crowd(*[receiving(order, 10, f"{number % 4}") for number in range(8)])

    assert results.count(True) == 1
    assert stock_of(sku) == (10, 0)
    assert breaches() == []
