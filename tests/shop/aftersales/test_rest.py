"""The rest of a part-shipped order is called off: units, money, books and what the customer sees."""

from datetime import timedelta

import pytest
from django.test import Client

from microbrand import audit
from shop.aftersales.models import Case, CaseLine
from shop.aftersales.operations import call_off_rest
from shop.aftersales.queries import choices
from shop.core.errors import InvalidInput
from shop.inventory.models import Reservation
from shop.ledger.models import Line
from shop.orders.errors import OrderNotInState
from shop.orders.models import Order, OrderEntry, OrderLine
from shop.orders.operations import complete_order, hold_order, ship_order
from shop.payments.models import Refund
from shop.payments.operations import refund_due, refund_order_part
from shop.payments.operations.books import book_sale
from tests.factories import NOW
from tests.factories.aftersales import ask
from tests.factories.inventory import bundle, stock_of, stocked_sku
from tests.factories.orders import order_in, paid_order
from tests.factories.staff import UserFactory, member

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


def clean() -> list[str]:
    """Names of the audit's checks that find something wrong."""
    return [row.name for row in audit.run(at=NOW + timedelta(minutes=5)) if row.breach_count]


def send(order: Order, counts: list[int], number: str = "SF0001") -> None:
    units = {line.pk: count for line, count in zip(order.lines.order_by("pk"), counts, strict=True) if count}
    ship_order(by=None, order=order, carrier="sf", tracking_number=number, at=LATER, units=units)


def test_units_money_and_stock_of_the_rest_go_back_and_the_order_is_shipped() -> None:
    apple, jam = stocked_sku(price_fen=3333), stocked_sku(price_fen=5000)
    order = paid_order({apple: 3, jam: 2})
    send(order, [1, 0])

    case = call_off_rest(by=UserFactory(), order=order, text=" 果子冻伤了 ", at=LATER)

    order.refresh_from_db()
    assert (order.status, order.total_fen, case.state) == ("shipped", 19999, "settled")
    assert (case.refunded_fen, case.reason, case.words) == (16666, "not_sent", "果子冻伤了")
    assert list(order.lines.order_by("pk").values_list("shipped_quantity", "called_off", "returned")) == [
        (1, 2, 2),
        (0, 2, 2),
    ]
    assert list(case.lines.order_by("pk").values_list("units", "refunded_fen", "given_up")) == [
        (2, 6666, 2),
        (2, 10000, 2),
    ]
    assert (stock_of(apple), stock_of(jam)) == ((9, 0), (10, 0))
    assert Refund.objects.get().amount_fen == 16666
    entry = order.entries.get(kind="called_off")
    assert entry.text.endswith("果子冻伤了")
    assert "×2" in entry.text
    assert clean() == []


def test_the_books_have_earned_what_was_sent() -> None:
    apple = stocked_sku(price_fen=3333)
    order = paid_order({apple: 3})
    send(order, [1])
    call_off_rest(by=UserFactory(), order=order, text="冻伤", at=LATER)
    refund_due(at=LATER)
    complete_order(by=None, order=Order.objects.get(), at=LATER)
    book_sale(order_id=order.pk, at=LATER)

    by_account: dict[str, int] = {}
    for account, fen in Line.objects.values_list("account", "amount_fen"):
        by_account[account] = by_account.get(account, 0) + fen
    assert by_account == {"receivable": 3333, "advances": 0, "revenue": -3333}
    assert clean() == []


def test_what_was_given_back_before_is_not_given_back_again() -> None:
    apple = stocked_sku(price_fen=5000)
    order = paid_order({apple: 2})
    send(order, [1])
    refund_order_part(order=order, amount_fen=8000, reason="x", at=LATER, by=None, key="desk")

    case = call_off_rest(by=UserFactory(), order=order, text="冻伤", at=LATER)

    assert (case.refunded_fen, OrderLine.objects.get().returned) == (2000, 1)
    assert sum(Refund.objects.values_list("amount_fen", flat=True)) == 10000
    assert clean() == []


def test_a_bundle_gives_back_what_it_was_made_of() -> None:
    apple, jam = stocked_sku(units=20), stocked_sku(units=20)
    order = paid_order({bundle({apple: 2, jam: 1}, price_fen=5000): 3})
    send(order, [1])
    assert (stock_of(apple), stock_of(jam)) == ((18, 4), (19, 2))

    call_off_rest(by=UserFactory(), order=order, text="缺货", at=LATER)

    assert (stock_of(apple), stock_of(jam)) == ((18, 0), (19, 0))
    assert clean() == []


def test_only_the_rest_of_a_part_shipped_order_is_called_off_and_once() -> None:
    user = UserFactory()
    for status in ("pending", "paid", "shipped", "completed", "cancelled"):
        with pytest.raises(OrderNotInState):
            call_off_rest(by=user, order=order_in(status), text="冻伤", at=LATER)
    order = paid_order({stocked_sku(): 2})
    send(order, [1])
    for text in ("", "x" * 201, "\0"):
        with pytest.raises(InvalidInput):
            call_off_rest(by=user, order=order, text=text, at=LATER)
    assert not Case.objects.exists()
    assert not OrderEntry.objects.filter(kind="called_off").exists()
    assert OrderLine.objects.filter(called_off__gt=0).count() == 0
    hold_order(by=user, order=order, reason="等", at=LATER)

    call_off_rest(by=user, order=order, text="冻伤", at=LATER)

    with pytest.raises(OrderNotInState):
        call_off_rest(by=user, order=order, text="冻伤", at=LATER)
    assert (Case.objects.count(), Order.objects.get(pk=order.pk).held_at) == (1, None)


def test_what_was_sent_can_be_returned_and_what_was_not_cannot() -> None:
    apple = stocked_sku(price_fen=3333)
    order = paid_order({apple: 3})
    send(order, [1])
    call_off_rest(by=UserFactory(), order=order, text="冻伤", at=LATER)
    order.refresh_from_db()

    assert [(row.units, row.worth_fen) for row in choices(order, at=LATER).lines] == [(1, 3333)]


def test_a_customer_who_asked_to_call_all_of_it_off_is_told() -> None:
    order = paid_order({stocked_sku(): 2})
    asked = ask(order, "refund", "unwanted")
    send(order, [1])

    call_off_rest(by=UserFactory(), order=order, text="冻伤", at=LATER)

    asked.refresh_from_db()
    assert asked.state == "withdrawn"
    assert CaseLine.objects.filter(case__state="settled").get().given_up == 1
    assert not Reservation.objects.filter(state="confirmed").exists()
    assert clean() == []


def test_the_desk_asks_first_and_only_those_who_decide_may(client: Client) -> None:
    order = paid_order({stocked_sku(price_fen=3333): 3})
    address = f"/admin/cases/rest/{order.number}/"
    client.force_login(member("Operations"))
    assert client.get(address).url == f"/admin/orders/{order.number}/"
    send(order, [1])

    assert address in client.get(f"/admin/orders/{order.number}/").content.decode()
    page = client.get(address)
    assert (page.context["back_fen"], [row.units for row in page.context["rest"]]) == (6666, [2])
    assert client.post(address, {"text": " "}).status_code == 422
    assert client.post(address, {"text": "冻伤"}).url == f"/admin/orders/{order.number}/"
    assert Case.objects.get().refunded_fen == 6666
    assert "2 件已取消" in client.get(f"/admin/orders/{order.number}/").content.decode()
    client.force_login(member("Warehouse"))
    assert client.post(address, {"text": "冻伤"}).status_code == 302
    assert Case.objects.count() == 1
