"""What is booked when money moves."""

import pytest

from shop.ledger.enums import Account, EntryKind
from shop.ledger.models import Entry, Line
from shop.ledger.queries import balance_of
from shop.orders.enums import CancelReason
from shop.orders.events import OrderCompleted
from shop.orders.models import Order
from shop.orders.operations import cancel_order, complete_order
from shop.payments.handlers import book_completed_order
from shop.payments.models import Payment, Refund
from shop.payments.operations import execute_refund, refund_order_part, settle_refund
from shop.payments.operations.books import book_sale
from shop.payments.operations.refunds import refund_order
from tests.factories import NOW
from tests.factories.orders import paid_order, place, ship
from tests.factories.payments import hear, start

pytestmark = pytest.mark.django_db


def booked(kind: EntryKind) -> list[list[tuple[str, int]]]:
    """Accounts and amounts of each entry of a kind, oldest first."""
    entries = Entry.objects.filter(kind=kind).order_by("pk")
    return [list(entry.lines.values_list("account", "amount_fen")) for entry in entries]


def completed() -> Order:
    """An order of 68.00 whose goods have arrived; 8.00 of it are freight."""
    order = paid_order()
    Order.objects.filter(pk=order.pk).update(freight_fen=800, goods_fen=6000)
    ship(order)
    complete_order(by=None, order=order, at=NOW)
    book_completed_order(OrderCompleted(order_id=order.pk))
    return order


def send_back(order: Order, amount_fen: int, key: str) -> None:
    """Give a part back, and the gateway sends it."""
    for refund in refund_order_part(order=order, amount_fen=amount_fen, reason="x", at=NOW, by=None, key=key):
        assert execute_refund(refund_id=refund.pk, at=NOW)


def test_money_that_arrived_is_an_advance() -> None:
    order = place()
    payment = start(order)
    hear(payment)
    hear(payment)

    assert booked(EntryKind.PAYMENT) == [[("receivable", 6800), ("advances", -6800)]]
    assert Entry.objects.get().topic == order.number


def test_goods_that_arrived_are_sold_with_their_freight_apart() -> None:
    order = completed()

    assert booked(EntryKind.SALE) == [[("advances", 6800), ("revenue", -6000), ("freight", -800)]]
    assert book_sale(order_id=order.pk, at=NOW) is False
    assert balance_of(Account.ADVANCES) == 0


def test_what_goes_back_before_the_sale_is_an_advance_and_afterwards_a_refund_of_it() -> None:
    order = paid_order()
    send_back(order, 1000, "before")
    ship(order)
    complete_order(by=None, order=order, at=NOW)
    assert book_sale(order_id=order.pk, at=NOW) is True
    send_back(order, 800, "after")

    assert booked(EntryKind.SALE) == [[("advances", 5800), ("revenue", -5800)]]
    assert booked(EntryKind.REFUND) == [
        [("advances", 1000), ("receivable", -1000)],
        [("refunds", 800), ("receivable", -800)],
    ]
    assert (balance_of(Account.ADVANCES), balance_of(Account.RECEIVABLE)) == (0, 5000)


def test_all_that_went_back_before_is_no_sale() -> None:
    order = paid_order()
    send_back(order, 6800, "all")
    ship(order)
    complete_order(by=None, order=order, at=NOW)

    assert book_sale(order_id=order.pk, at=NOW) is False
    assert booked(EntryKind.SALE) == []


def test_a_second_payment_was_never_a_sale() -> None:
    order = place()
    first = start(order)
    second = Payment.objects.create(order=order, gateway="sandbox", reference="SECOND", amount_fen=6800)
    hear(first)
    hear(second)
    ship(order)
    complete_order(by=None, order=order, at=NOW)
    book_sale(order_id=order.pk, at=NOW)

    settle_refund(refund=Refund.objects.get(), at=NOW)

    assert booked(EntryKind.REFUND) == [[("advances", 6800), ("receivable", -6800)]]
    assert balance_of(Account.ADVANCES) == 0


def test_a_closed_order_leaves_nothing_behind() -> None:
    order = paid_order()
    cancel_order(by=None, order=order, reason=CancelReason.MERCHANT, at=NOW)
    (refund,) = refund_order(order=order, reason="closed", at=NOW)
    execute_refund(refund_id=refund.pk, at=NOW)
    execute_refund(refund_id=refund.pk, at=NOW)

    assert {account: balance_of(account) for account in (Account.ADVANCES, Account.RECEIVABLE)} == {
        Account.ADVANCES: 0,
        Account.RECEIVABLE: 0,
    }
    assert Line.objects.count() == 4
