"""Custom work under pressure: a quote accepted twice, a balance that comes while the order just ends. With controls."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, transaction

from shop.bespoke import operations
from shop.bespoke.errors import BespokeNotInState
from shop.bespoke.models import BespokeWork
from shop.bespoke.operations import ordering
from shop.customers.merging import merge_customers
from shop.orders.enums import CancelReason, DepositFate, Fault, OrderStatus
from shop.orders.errors import OrderNotInState
from shop.orders.models import Order, OrderDeposit
from shop.orders.operations import expire_order
from shop.payments.models import Refund
from tests.factories import NOW
from tests.factories.bespoke import follow, order_of, quoted, work_in
from tests.factories.customers import CustomerFactory, address
from tests.factories.payments import hear, start
from tests.races.stage import Encounter, meet

Breaches = Callable[[], list[str]]
CLOSED = 'UPDATE "orders_order"'
BALANCE_FEN = 80_000


def accepts(work: BespokeWork) -> Callable[[], Order]:
    return lambda: operations.accept(work=work, address=address(), expected_total_fen=work.goods_fen, at=NOW)


def test_a_quote_that_is_accepted_twice_is_one_order(breaches: Breaches) -> None:
    work = quoted()

    met = meet(accepts(work), accepts(work), after='INSERT INTO "orders_order" ')

    assert (met.first, met.waited) == (met.second, True)
    assert (Order.objects.count(), BespokeWork.objects.get().order) == (1, met.first)
    assert breaches() == []


def test_the_control_without_the_lock_the_second_yes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    work = quoted()
    monkeypatch.setattr(ordering, "lock_customer", lambda customer: customer)
    monkeypatch.setattr(ordering, "lock", lambda work, at, *states: BespokeWork.objects.get(pk=work.pk))

    met = meet(accepts(work), accepts(work), after='INSERT INTO "orders_order" ')

    assert isinstance(met.first, Order)
    assert isinstance(met.second, BespokeNotInState)


def accept_meets_merge() -> tuple[BespokeWork, Any, Encounter]:
    work, into = quoted(), CustomerFactory()
    goes_over = lambda: merge_customers(guest=work.customer, into=into, at=NOW)  # noqa: E731
    return work, into, meet(accepts(work), goes_over, after="FOR NO KEY UPDATE")


def test_a_device_that_goes_over_while_it_accepts_takes_both_along(breaches: Breaches) -> None:
    work, into, met = accept_meets_merge()

    assert (met.second, met.waited) == (into, True)
    work.refresh_from_db()
    assert (work.customer, work.order, work.order.customer) == (into, met.first, into)
    assert breaches() == []


def test_the_control_that_locks_the_work_first_waits_for_whoever_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordering, "lock_customer", lambda customer: customer)

    _work, _into, met = accept_meets_merge()

    assert any(isinstance(result, OperationalError) for result in (met.first, met.second))


def end_by_time(work: BespokeWork) -> Callable[[], object]:
    order = order_of(work)
    return lambda: expire_order(order_id=order.pk, at=order.expires_at)


def end_by_the_customer(work: BespokeWork) -> Callable[[], object]:
    return lambda: operations.call_off(work=work, expected=Fault.CUSTOMER, at=NOW)


def balance(work: BespokeWork) -> Callable[[], object]:
    order = order_of(work)
    payment = start(order)
    return lambda: hear(payment, at=order.expires_at - timedelta(seconds=1))


ENDS = pytest.mark.parametrize("end", [end_by_time, end_by_the_customer])


@ENDS
def test_a_balance_that_comes_while_the_order_ends_goes_back(end: Any, breaches: Breaches) -> None:
    work = work_in("balance")

    met = meet(end(work), balance(work), after=CLOSED)

    assert (met.second, met.waited) == ("refunded", True)
    assert (follow(work).state, order_of(work).deposit.fate) == ("called_off", DepositFate.KEPT)
    assert [row.amount_fen for row in Refund.objects.all()] == [BALANCE_FEN]
    assert breaches() == []


@ENDS
def test_an_order_whose_balance_is_just_coming_does_not_end(end: Any, breaches: Breaches) -> None:
    work = work_in("balance")
    paid = balance(work)

    met = meet(paid, end(work), after=CLOSED)

    assert (met.first, met.waited) == ("applied", True)
    assert isinstance(met.second, OrderNotInState | BespokeNotInState)
    assert (follow(work).state, order_of(work).status) == ("ready", OrderStatus.PAID)
    assert not Refund.objects.exists()
    assert breaches() == []


def test_the_control_an_end_that_looked_first_keeps_the_deposit_of_a_paid_order(breaches: Breaches) -> None:
    work = work_in("balance")
    order = order_of(work)

    @transaction.atomic
    def careless() -> None:
        row = Order.objects.get(pk=order.pk)
        if row.status == OrderStatus.DEPOSIT:
            row.status, row.cancel_reason, row.cancelled_at = OrderStatus.CANCELLED, CancelReason.EXPIRED, NOW
            row.save()
            OrderDeposit.objects.filter(order=row).update(fate=DepositFate.KEPT, settled_at=NOW)

    met = meet(careless, balance(work), after='FROM "orders_order"')

    assert (met.second, met.waited, order_of(work).status) == ("applied", False, OrderStatus.CANCELLED)
    assert not Refund.objects.exists()
    assert breaches() != []
