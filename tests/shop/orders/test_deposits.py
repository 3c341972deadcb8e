"""An order in two payments: what is due when, money that comes late or twice, and the limits of the law."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from shop.core.errors import InvalidInput
from shop.inventory.enums import ReservationState
from shop.inventory.models import Reservation
from shop.orders.deposits import DepositPlan
from shop.orders.enums import CancelReason, DepositFate, DepositKind, Fault, OrderStatus
from shop.orders.errors import OrderNotInState
from shop.orders.models import Order, OrderDeposit, OrderEntry
from shop.orders.operations import call_for_balance, call_off, cancel_order, expire_due, expire_order, mark_paid
from shop.orders.rules import LONGEST_WORK, fate_of, most_deposit_fen
from shop.payments.enums import CallbackOutcome, PaymentState, RefundCause
from shop.payments.errors import NotPayable
from shop.payments.models import Compensation, Payment, Refund
from shop.payments.operations import close_needless, settle_deposit
from tests.factories import NOW
from tests.factories.inventory import stock_of, stocked_sku
from tests.factories.orders import paid_order, place
from tests.factories.payments import hear, pay, start

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=3)


def plan(amount_fen: int = 1000, kind: DepositKind = DepositKind.EARNEST, **dates: object) -> DepositPlan:
    return DepositPlan(kind=kind, amount_fen=amount_fen, **dates)  # type: ignore[arg-type]


@pytest.mark.once
@pytest.mark.parametrize(
    ("kind", "goods_fen", "most_fen"),
    [(DepositKind.EARNEST, 100000, 20000), (DepositKind.EARNEST, 99, 19), (DepositKind.ADVANCE, 100000, 99999)],
)
def test_the_most_a_deposit_may_be(kind: DepositKind, goods_fen: int, most_fen: int) -> None:
    assert most_deposit_fen(kind, goods_fen) == most_fen


@pytest.mark.once
def test_only_earnest_money_is_lost_or_doubled() -> None:
    assert {(kind, fault): fate_of(kind, fault) for kind in DepositKind for fault in Fault} == {
        ("earnest", "customer"): DepositFate.KEPT,
        ("earnest", "shop"): DepositFate.DOUBLED,
        ("earnest", "nobody"): DepositFate.RETURNED,
        ("advance", "customer"): DepositFate.RETURNED,
        ("advance", "shop"): DepositFate.RETURNED,
        ("advance", "nobody"): DepositFate.RETURNED,
    }


@pytest.mark.parametrize("amount_fen", [0, 1361, 6800])
def test_a_deposit_beyond_the_law_writes_nothing(amount_fen: int) -> None:
    with pytest.raises(InvalidInput):
        place(deposit=plan(amount_fen))
    assert Order.objects.count() == 0


def test_the_database_knows_the_fifth_too() -> None:
    place(deposit=plan(1360))
    with pytest.raises(IntegrityError), transaction.atomic():
        OrderDeposit.objects.update(amount_fen=1361)


def test_the_deposit_is_due_first_then_nothing_then_the_balance() -> None:
    sku = stocked_sku(units=3)
    order = place({sku: 1}, deposit=plan())
    assert pay(order).amount_fen == 1000

    order = Order.objects.get(pk=order.pk)
    assert (order.status, order.expires_at, stock_of(sku)) == (OrderStatus.DEPOSIT, NOW + LONGEST_WORK, (3, 1))
    assert Reservation.objects.get().state == ReservationState.CONFIRMED
    with pytest.raises(NotPayable):
        start(order)
    order = call_for_balance(by=None, order=order, until=LATER, at=NOW)
    with pytest.raises(OrderNotInState):
        call_for_balance(by=None, order=order, until=LATER, at=NOW)
    assert pay(order).amount_fen == 5800

    order = Order.objects.get(pk=order.pk)
    assert (order.status, order.paid_at, order.deposit.fate) == (OrderStatus.PAID, NOW, DepositFate.APPLIED)


def test_a_balance_with_fixed_dates_is_payable_between_them() -> None:
    order = paid_order(deposit=plan(balance_from=LATER, balance_until=LATER + timedelta(days=1)))
    assert order.expires_at == LATER + timedelta(days=1)

    with pytest.raises(NotPayable):
        start(order, at=LATER - timedelta(seconds=1))
    with pytest.raises(NotPayable):
        start(order, at=LATER + timedelta(days=1))
    pay(order, at=LATER)

    assert Order.objects.get().status == OrderStatus.PAID


def test_a_second_deposit_goes_back_and_the_order_stands() -> None:
    order = place(deposit=plan())
    first = start(order)
    second = Payment.objects.create(order=order, gateway="sandbox", reference="TWICE", amount_fen=1000, created_at=NOW)
    hear(first)

    assert hear(second) == CallbackOutcome.REFUNDED
    refund = Refund.objects.get()
    assert (refund.payment, refund.amount_fen, refund.cause) == (second, 1000, RefundCause.UNUSED)
    assert Order.objects.get().status == OrderStatus.DEPOSIT


def test_what_is_left_open_of_a_deposit_is_closed_and_the_balance_is_not() -> None:
    order = place(deposit=plan())
    stale = Payment.objects.create(order=order, gateway="sandbox", reference="OLD", amount_fen=999, created_at=NOW)
    pay(order)
    order = call_for_balance(by=None, order=Order.objects.get(), until=LATER, at=NOW)
    balance = start(order, at=NOW + timedelta(minutes=1))

    close_needless(order_id=order.pk, at=NOW)

    assert Payment.objects.get(pk=stale.pk).state == PaymentState.CLOSED
    assert Payment.objects.get(pk=balance.pk).state == PaymentState.PENDING


def test_a_balance_that_comes_after_the_end_goes_back_and_the_earnest_money_stays() -> None:
    order = call_for_balance(by=None, order=paid_order(deposit=plan()), until=LATER, at=NOW)
    balance = start(order)
    expire_order(order_id=order.pk, at=LATER)
    settle_deposit(deposit=OrderDeposit.objects.get(), at=LATER)

    assert hear(balance, at=LATER) == CallbackOutcome.REFUNDED
    assert [(refund.amount_fen, refund.payment) for refund in Refund.objects.all()] == [(5800, balance)]
    assert Order.objects.get().status == OrderStatus.CANCELLED


def test_a_deposit_that_comes_after_the_end_goes_back() -> None:
    order = place(deposit=plan())
    payment = start(order)
    expire_order(order_id=order.pk, at=order.expires_at)

    assert hear(payment, at=order.expires_at) == CallbackOutcome.REFUNDED
    assert (OrderDeposit.objects.get().paid_at, Order.objects.get().status) == (None, OrderStatus.CANCELLED)


def test_an_order_with_a_deposit_is_not_paid_without_its_balance_open() -> None:
    order = place(deposit=plan())
    with pytest.raises(OrderNotInState):
        mark_paid(order_id=order.pk, at=NOW)
    assert (Order.objects.get().status, OrderEntry.objects.count()) == (OrderStatus.PENDING, 1)


def test_time_ends_it_as_the_fault_of_whoever_had_to_act() -> None:
    stale = paid_order(deposit=plan())
    late = call_for_balance(by=None, order=paid_order(deposit=plan()), until=LATER, at=NOW)

    assert expire_due(at=LATER) == 1
    assert expire_due(at=NOW + LONGEST_WORK) == 1

    assert Order.objects.get(pk=late.pk).deposit.fate == DepositFate.KEPT
    # The shop never called for the balance.
    assert Order.objects.get(pk=stale.pk).deposit.fate == DepositFate.DOUBLED


@pytest.mark.parametrize(
    ("reason", "fate", "owed"),
    [(CancelReason.MERCHANT, DepositFate.DOUBLED, [1000]), (CancelReason.REQUESTED, DepositFate.RETURNED, [])],
)
def test_a_paid_order_that_the_shop_cancels_owes_the_earnest_money_once_more(
    reason: CancelReason, fate: DepositFate, owed: list[int]
) -> None:
    order = call_for_balance(by=None, order=paid_order(deposit=plan()), until=LATER, at=NOW)
    pay(order)
    cancel_order(by=None, order=Order.objects.get(), reason=reason, at=NOW)
    settle_deposit(deposit=OrderDeposit.objects.get(), at=NOW)

    assert OrderDeposit.objects.get().fate == fate
    assert sorted(Refund.objects.values_list("amount_fen", flat=True)) == [1000, 5800]
    assert list(Compensation.objects.values_list("amount_fen", flat=True)) == owed


def test_what_is_called_off_is_on_sale_again() -> None:
    sku = stocked_sku(units=3)
    order = paid_order({sku: 2}, deposit=plan(2000))

    call_off(by=None, order=order, fault=Fault.CUSTOMER, at=NOW)

    assert stock_of(sku) == (3, 0)
    with pytest.raises(OrderNotInState):
        call_off(by=None, order=order, fault=Fault.CUSTOMER, at=NOW)
