"""Cases under pressure: one unit in two cases, money from two desks, an exchange beside a stocktake. With controls."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.db.models import Sum

from shop.aftersales.enums import CaseState
from shop.aftersales.errors import CaseNotInState, NotClaimable
from shop.aftersales.models import Case
from shop.aftersales.operations import agree, opening, send_replacement, withdraw
from shop.inventory.errors import OutOfStock, StocktakeBlocked
from shop.inventory.models import Balance, StockItem, StockMovement, Stocktake
from shop.inventory.operations import post_stocktake
from shop.orders.models import Order, OrderLine
from shop.orders.operations import ship_order
from shop.payments.models import Payment, Refund
from shop.payments.operations import refund_order_part
from tests.factories import NOW
from tests.factories.aftersales import ask, received_order
from tests.factories.inventory import balances_of, counted, stock_of, stocked_sku, stocktake_of
from tests.factories.orders import paid_order
from tests.factories.staff import UserFactory
from tests.races.stage import crowd, meet

Breaches = Callable[[], list[str]]
MAIN = "总仓"
ONE_UNIT = "no more units of an order line are in open cases and given back than were bought"


def yes(case: Case) -> Callable[[], Case]:
    staff = UserFactory()
    return lambda: agree(by=staff, case=case, at=NOW)


def post(stocktake: Stocktake) -> Stocktake:
    return post_stocktake(by=None, stocktake=stocktake, reason="盘点", at=NOW)


def test_one_unit_is_not_in_two_cases(breaches: Breaches) -> None:
    order = received_order()

    met = meet(lambda: ask(order), lambda: ask(order, "refund", "damaged"), after='INSERT INTO "aftersales_case"')

    assert isinstance(met.first, Case)
    assert isinstance(met.second, NotClaimable)
    assert met.waited
    assert breaches() == []


def test_the_control_without_the_orders_lock_has_it_in_two(breaches: Breaches, monkeypatch: pytest.MonkeyPatch) -> None:
    order = received_order()
    monkeypatch.setattr(opening, "_locked", lambda order, at: Order.objects.get(pk=order.pk))

    meet(lambda: ask(order), lambda: ask(order, "refund", "damaged"), after='INSERT INTO "aftersales_case"')

    assert Case.objects.count() == 2
    assert breaches() == [ONE_UNIT]


def test_a_double_click_opens_one(breaches: Breaches) -> None:
    order = received_order()

    met = meet(lambda: ask(order, token="x"), lambda: ask(order, token="x"), after='INSERT INTO "aftersales_case"')

    assert (met.first == met.second, met.waited, Case.objects.count()) == (True, True, 1)
    assert breaches() == []


def test_two_who_agree_send_the_money_once(breaches: Breaches) -> None:
    case = ask(received_order(), "refund", "damaged")

    met = meet(yes(case), yes(case), after='INSERT INTO "payments_refund"')

    assert isinstance(met.first, Case)
    assert isinstance(met.second, CaseNotInState)
    assert met.waited
    assert Refund.objects.aggregate(fen=Sum("amount_fen"))["fen"] == 6800
    assert OrderLine.objects.get().returned == 1
    assert breaches() == []


def test_money_that_the_desk_gave_back_is_not_given_again_by_a_case(breaches: Breaches) -> None:
    order = received_order()
    case = ask(order, "refund", "damaged")

    def desk() -> list[Refund]:
        return refund_order_part(order=order, amount_fen=6800, reason="x", at=NOW, by=None, key="desk")

    met = meet(desk, yes(case), after='UPDATE "payments_payment"')

    # The yes stands; of the money there is nothing left to send.
    assert (type(met.second), met.waited) == (Case, True)
    settled = Case.objects.get()
    assert (settled.state, settled.refunded_fen, Payment.objects.get().refunded_fen) == (CaseState.SETTLED, 0, 6800)
    assert [(row.key, row.amount_fen) for row in Refund.objects.all()] == [("desk", 6800)]
    assert OrderLine.objects.get().returned == 0
    assert breaches() == []


def test_a_yes_and_a_withdrawal_meet_and_one_counts(breaches: Breaches) -> None:
    case = ask(received_order(), "refund", "damaged")

    met = meet(yes(case), lambda: withdraw(case=case, at=NOW), after='INSERT INTO "payments_refund"')

    assert (type(met.second), met.waited) == (CaseNotInState, True)
    assert breaches() == []


def test_calling_off_meets_the_parcel_and_one_counts(breaches: Breaches) -> None:
    order = paid_order()
    case = ask(order, "refund", "unwanted")

    met = meet(
        yes(case),
        lambda: ship_order(by=None, order=order, carrier="sf", tracking_number="SF900", at=NOW),
        after='UPDATE "orders_order"',
    )

    assert met.waited
    assert Order.objects.get().status == "cancelled"
    assert Refund.objects.get().amount_fen == 6800
    assert breaches() == []


def test_a_replacement_is_not_promised_of_what_a_stocktake_does_not_find(breaches: Breaches) -> None:
    sku = stocked_sku(units=2)
    case = ask(received_order({sku: 1}), "reship", "missing")
    stocktake = stocktake_of()
    counted(stocktake, sku, 0)

    met = meet(lambda: post(stocktake), yes(case), after='UPDATE "inventory_stockitem"')

    assert (type(met.first), type(met.second), met.waited) == (Stocktake, OutOfStock, True)
    assert (stock_of(sku), Case.objects.get().state) == ((0, 0), CaseState.ASKED)
    assert breaches() == []


def test_a_stocktake_does_not_take_what_an_exchange_holds(breaches: Breaches) -> None:
    sku = stocked_sku(units=2)
    case = ask(received_order({sku: 1}), "exchange", "wrong")
    stocktake = stocktake_of()
    counted(stocktake, sku, 0)

    met = meet(yes(case), lambda: post(stocktake), after='UPDATE "inventory_stockitem"')

    assert (type(met.second), met.waited) == (StocktakeBlocked, True)
    assert stock_of(sku) == (1, 1)
    assert breaches() == []


def replacing(units: int = 10) -> tuple[Case, Stocktake]:
    """A replacement to send, and a stocktake that finds one unit less than there should be."""
    sku = stocked_sku(units=units)
    case = yes(ask(received_order({sku: 1}), "reship", "missing"))()
    stocktake = stocktake_of()
    counted(stocktake, sku, units - 2)
    return case, stocktake


def send(case: Case) -> Case:
    return send_replacement(by=UserFactory(), case=case, carrier="sf", tracking_number="SF901", at=NOW)


def test_a_replacement_between_counting_and_posting_stays_sent(breaches: Breaches) -> None:
    case, stocktake = replacing()
    sku = case.lines.get().line.sku

    met = meet(lambda: send(case), lambda: post(stocktake), after='UPDATE "inventory_balance"')

    assert (type(met.first), type(met.second), met.waited) == (Case, Stocktake, True)
    assert (stock_of(sku), balances_of(sku)) == ((7, 0), {(MAIN, "", "sellable"): 7})
    assert breaches() == []


def test_the_control_setting_what_was_counted_brings_the_replacement_back(breaches: Breaches) -> None:
    case, _stocktake = replacing()
    sku = case.lines.get().line.sku

    @transaction.atomic
    def careless() -> None:
        balance = Balance.objects.get(stock=sku.pk)
        StockMovement.objects.create(
            stock_id=sku.pk, place=balance.place, delta=-1, balance=8, reason="stocktake", reference="X"
        )
        StockItem.objects.filter(pk=sku.pk).update(on_hand=8)
        Balance.objects.filter(pk=balance.pk).update(on_hand=8)

    met = meet(careless, lambda: send(case), after='FROM "inventory_balance"')

    assert (met.first, met.waited) == (None, False)
    assert balances_of(sku) == {(MAIN, "", "sellable"): 8}  # eight were there, and one of them is on the road
    assert "balance of a place, lot and condition = sum of its movements" in breaches()


def test_many_who_ask_and_answer_at_once(breaches: Breaches) -> None:
    sku = stocked_sku(units=20)
    orders = [received_order({sku: 2}) for _number in range(3)]

    results = crowd(*[lambda order=order: ask(order, "refund", "missing") for order in orders for _twice in range(2)])
    assert sorted(type(result).__name__ for result in results) == ["Case"] * 3 + ["NotClaimable"] * 3
    crowd(*[yes(case) for case in Case.objects.all() for _twice in range(2)])

    assert Refund.objects.count() == 3
    assert breaches() == []
