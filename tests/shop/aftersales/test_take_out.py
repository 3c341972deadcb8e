"""Units are taken out of a paid order before they leave: stock, money, books, and what can be done with the rest."""

from datetime import timedelta

import pytest

from microbrand import audit
from shop.aftersales.models import Case
from shop.aftersales.operations import agree, call_off_rest, take_out
from shop.aftersales.queries import choices
from shop.core.errors import InvalidInput
from shop.ledger.models import Line
from shop.orders.enums import OrderStatus
from shop.orders.errors import OrderNotInState
from shop.orders.models import Order, OrderEntry
from shop.orders.operations import complete_order, ship_order
from shop.payments.models import Refund
from shop.payments.operations import refund_due
from shop.payments.operations.books import book_sale
from tests.factories import NOW
from tests.factories.aftersales import ask
from tests.factories.inventory import bundle, stock_of, stocked_sku
from tests.factories.orders import order_in, paid_order, ship
from tests.factories.staff import UserFactory

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


def clean() -> list[str]:
    return [row.name for row in audit.run(at=NOW + timedelta(minutes=5)) if row.breach_count]


def take(order: Order, *counts: int, token: str = "t", text: str = "客人少要一只") -> Case:
    units = dict(zip(order.lines.order_by("pk").values_list("pk", flat=True), counts, strict=True))
    return take_out(by=UserFactory(), order=order, units=units, text=text, client_token=token, at=LATER)


def test_units_and_their_money_go_back_and_the_rest_goes_on() -> None:
    apple, jam = stocked_sku(price_fen=3333), stocked_sku(price_fen=5000)
    order = paid_order({apple: 3, jam: 1})

    case = take(order, 1, 1)
    assert take(order, 1, 1) == case

    order.refresh_from_db()
    assert (order.status, case.state, case.refunded_fen) == (OrderStatus.PAID, "settled", 8333)
    assert list(order.lines.order_by("pk").values_list("quantity", "called_off", "returned")) == [(3, 1, 1), (1, 1, 1)]
    assert (stock_of(apple), stock_of(jam)) == ((10, 2), (10, 0))
    assert Refund.objects.get().amount_fen == 8333
    assert OrderEntry.objects.filter(kind="changed").count() == 1
    assert clean() == []

    ship(order)
    complete_order(by=None, order=Order.objects.get(), at=NOW)
    refund_due(at=LATER)
    book_sale(order_id=order.pk, at=NOW)
    assert stock_of(apple) == (8, 0)
    revenue = sum(Line.objects.filter(account="revenue").values_list("amount_fen", flat=True))
    assert revenue == -6666
    assert clean() == []


def test_a_bundle_gives_its_components_back() -> None:
    apple = stocked_sku(units=20)
    box = bundle({apple: 3}, price_fen=9900)
    order = paid_order({box: 3})

    take(order, 2)

    assert stock_of(apple) == (20, 3)
    ship(order)
    assert stock_of(apple) == (17, 0)
    assert clean() == []


def test_what_is_left_leaves_in_parts_or_is_called_off() -> None:
    sku = stocked_sku()
    order = paid_order({sku: 5})
    take(order, 2)
    line = order.lines.get()
    ship_order(by=None, order=order, carrier="sf", tracking_number="SF0001", at=LATER, units={line.pk: 1})
    take(Order.objects.get(), 1, token="again")

    call_off_rest(by=UserFactory(), order=Order.objects.get(), text="冻伤", at=LATER)

    line.refresh_from_db()
    assert (line.shipped_quantity, line.called_off, stock_of(sku)) == (1, 4, (9, 0))
    assert clean() == []


def test_the_customer_still_calls_the_rest_off_as_a_whole() -> None:
    apple, jam = stocked_sku(price_fen=3000), stocked_sku(price_fen=5000)
    order = paid_order({apple: 2, jam: 1})
    take(order, 1, 1)

    offered = choices(Order.objects.get(), at=LATER).of("refund")
    assert offered is not None
    assert offered.calls_off
    case = ask(
        Order.objects.get(), "refund", "unwanted", units={row.line.pk: row.units for row in offered.lines}, at=LATER
    )
    agree(by=UserFactory(), case=case, at=LATER)

    assert Order.objects.get().status == OrderStatus.CANCELLED
    assert sorted(Refund.objects.values_list("amount_fen", flat=True)) == [3000, 8000]
    assert (stock_of(apple), stock_of(jam)) == ((10, 0), (10, 0))
    assert clean() == []


def test_what_cannot_be_taken_out_writes_nothing() -> None:
    order = paid_order({stocked_sku(): 2})
    for counts, text in (((0,), "x"), ((2,), "x"), ((3,), "x"), ((-1,), "x"), ((1,), " ")):
        with pytest.raises(InvalidInput):
            take(order, *counts, text=text)
    for status in set(OrderStatus) - {OrderStatus.PAID}:
        other = order_in(status)
        with pytest.raises((OrderNotInState, InvalidInput)):
            take(other, 1)
    open_case = paid_order({stocked_sku(): 2})
    ask(open_case, "refund", "unwanted", at=NOW)
    with pytest.raises(InvalidInput):
        take(open_case, 1)

    assert not OrderEntry.objects.filter(kind="changed").exists()
    assert not Refund.objects.exclude(cause="closed").exists()
