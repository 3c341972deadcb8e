"""What is booked when money moves."""

import pytest

from microbrand import audit
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
EARNED = "books: of each sold order, goods and freight stand there with what did not go back of either"


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


def send_back(order: Order, amount_fen: int, key: str, *, freight_fen: int = 0) -> None:
    """Give a part back, and the gateway sends it."""
    for refund in refund_order_part(
        order=order, amount_fen=amount_fen, reason="x", at=NOW, by=None, key=key, freight_fen=freight_fen
    ):
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


@pytest.mark.parametrize(
    ("before", "after", "sale", "left"),
    [
        # (amount, of it freight) each
        ([(800, 800)], [], (6000, 0), (6000, 0)),
        ([(500, 200)], [], (5700, 600), (5700, 600)),
        ([], [(800, 800)], (6000, 800), (6000, 0)),
        ([], [(5000, 0)], (6000, 800), (1000, 800)),
        # More than the goods: the rest of it is freight, whatever was said.
        ([], [(6500, 0)], (6000, 800), (0, 300)),
        ([(6500, 0)], [(200, 100)], (0, 300), (0, 100)),
        ([], [(300, 300), (6000, 0), (500, 500)], (6000, 800), (0, 0)),
        ([], [(6500, 0), (300, 300)], (6000, 800), (0, 0)),
    ],
)
def test_freight_that_goes_back_lowers_freight_and_goods_lower_goods(
    before: list[tuple[int, int]], after: list[tuple[int, int]], sale: tuple[int, int], left: tuple[int, int]
) -> None:
    order = paid_order()
    Order.objects.filter(pk=order.pk).update(freight_fen=800, goods_fen=6000)
    for number, (amount_fen, freight_fen) in enumerate(before):
        send_back(order, amount_fen, f"before-{number}", freight_fen=freight_fen)
    ship(order)
    complete_order(by=None, order=order, at=NOW)
    assert book_sale(order_id=order.pk, at=NOW)
    assert (-balance_of(Account.REVENUE), -balance_of(Account.FREIGHT)) == sale
    for number, (amount_fen, freight_fen) in enumerate(after):
        send_back(order, amount_fen, f"after-{number}", freight_fen=freight_fen)

    goods_fen = -balance_of(Account.REVENUE) - balance_of(Account.REFUNDS)
    assert (goods_fen, -balance_of(Account.FREIGHT), balance_of(Account.ADVANCES)) == (*left, 0)
    [found] = audit.run(at=NOW, only=[EARNED])
    assert found.breach_count == 0


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
