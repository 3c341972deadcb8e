"""The order's state machine: every pair of states is walked, and only the steps of the table succeed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from microbrand import audit
from shop.core.errors import ShopError
from shop.inventory.models import Reservation, StockMovement
from shop.orders.deposits import DepositPlan
from shop.orders.enums import CancelReason, DepositKind, Fault, OrderStatus
from shop.orders.errors import OrderNotInState
from shop.orders.models import Order, OrderEntry, Shipment
from shop.orders.operations import (
    call_off,
    cancel_order,
    complete_order,
    expire_order,
    mark_deposit_paid,
    mark_paid,
    ship_order,
)
from shop.orders.rules import TRANSITIONS, UNPAID_STATUSES, can_become
from shop.payments.models import Payment
from shop.payments.operations import refund_due
from shop.payments.operations.callbacks import apply_callback
from tests.factories import NOW
from tests.factories.customers import CustomerFactory
from tests.factories.inventory import stock_of, stocked_sku
from tests.factories.orders import order_in, place
from tests.factories.payments import said, start
from tests.factories.promotions import make_promotion

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
Step = Callable[[Order], object]
STEPS: dict[OrderStatus, Step] = {
    OrderStatus.DEPOSIT: lambda order: mark_deposit_paid(order_id=order.pk, at=NOW),
    OrderStatus.PAID: lambda order: mark_paid(order_id=order.pk, at=NOW),
    OrderStatus.SHIPPED: lambda order: ship_order(by=None, order=order, carrier="sf", tracking_number="SF1234", at=NOW),
    OrderStatus.COMPLETED: lambda order: complete_order(by=None, order=order, at=NOW),
    OrderStatus.CANCELLED: lambda order: cancel_order(by=None, order=order, reason=CancelReason.MERCHANT, at=NOW),
}


@pytest.mark.parametrize("old", OrderStatus)
@pytest.mark.parametrize("new", STEPS)
def test_only_the_steps_of_the_table_are_taken(old: OrderStatus, new: OrderStatus) -> None:
    # Cancelled to paid is the one step with a condition: only an order that expired is revived.
    order = order_in(old, reason=CancelReason.EXPIRED)
    if old == OrderStatus.PENDING and new == OrderStatus.DEPOSIT:
        order = place(deposit=DepositPlan(kind=DepositKind.EARNEST, amount_fen=1000))
    models = (OrderEntry, Reservation, StockMovement, Shipment)
    before = [list(model.objects.values()) for model in models]

    if old == OrderStatus.DEPOSIT and new == OrderStatus.CANCELLED:
        # Not by the desk's button for any order: whose fault it is has to be said.
        call_off(by=None, order=order, fault=Fault.NOBODY, at=NOW)
        assert Order.objects.get(pk=order.pk).status == new
        return
    if can_become(old, new):
        STEPS[new](order)
        assert Order.objects.get(pk=order.pk).status == new
        return
    with pytest.raises(OrderNotInState):
        STEPS[new](order)

    assert Order.objects.get(pk=order.pk).status == old
    assert [list(model.objects.values()) for model in models] == before


def test_nothing_becomes_pending_again() -> None:
    assert set(TRANSITIONS) == set(OrderStatus)
    assert all(OrderStatus.PENDING not in steps for steps in TRANSITIONS.values())


@pytest.mark.parametrize("reason", [CancelReason.CUSTOMER, CancelReason.MERCHANT])
def test_what_somebody_cancelled_is_not_revived(reason: CancelReason) -> None:
    order = order_in(OrderStatus.CANCELLED, reason=reason)

    with pytest.raises(OrderNotInState):
        mark_paid(order_id=order.pk, at=NOW)


@pytest.mark.parametrize("status", set(OrderStatus) - {OrderStatus.PENDING})
def test_a_customer_cancels_only_before_paying(status: OrderStatus) -> None:
    order = order_in(status)

    with pytest.raises(OrderNotInState):
        cancel_order(by=None, order=order, reason=CancelReason.CUSTOMER, at=NOW)


@pytest.mark.parametrize("status", OrderStatus)
def test_only_an_unpaid_order_expires_and_not_before_its_deadline(status: OrderStatus) -> None:
    order = order_in(status)

    with pytest.raises(OrderNotInState):
        expire_order(order_id=order.pk, at=order.expires_at - timedelta(microseconds=1))
    if status in UNPAID_STATUSES:
        assert order.status_at(order.expires_at - timedelta(microseconds=1)) == status
        assert order.status_at(order.expires_at) == OrderStatus.CANCELLED
        assert expire_order(order_id=order.pk, at=order.expires_at).cancel_reason == CancelReason.EXPIRED
    else:
        with pytest.raises(OrderNotInState):
            expire_order(order_id=order.pk, at=LATER)
        assert order.status_at(LATER) == status


class Shop(RuleBasedStateMachine):
    """Two buyers, a scarce SKU with a promotion, a gateway that repeats itself: the audit is clean in the end."""

    pick = st.integers(0, 5)

    @initialize()
    def open(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.at = NOW
        self.scarce, self.plenty = stocked_sku(units=3, price_fen=6800), stocked_sku(units=50, price_fen=1000)
        make_promotion(self.scarce, price_fen=4800, quantity_limit=2, per_person_limit=2)
        self.customers = [CustomerFactory(), CustomerFactory()]
        self.orders: list[Order] = []
        self.payments: list[Payment] = []

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            # The outbox has its minutes; the clock here jumps.
            checks = [name for name in audit.names() if name not in WAIT_FOR_OUTBOX]
            assert [row for row in audit.run(at=self.at, only=checks) if row.breach_count] == []
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def attempt(self, step: Callable[[], object]) -> None:
        try:
            with transaction.atomic():
                step()
        except ShopError:
            return

    @rule(minutes=st.integers(1, 40))
    def time_passes(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @rule(who=st.integers(0, 1), scarce=st.integers(0, 2), plenty=st.integers(0, 2))
    def buy(self, who: int, scarce: int, plenty: int) -> None:
        wanted = {sku: units for sku, units in ((self.scarce, scarce), (self.plenty, plenty)) if units}
        if wanted:
            self.attempt(lambda: self.orders.append(place(wanted, customer=self.customers[who], at=self.at)))

    @rule(which=pick)
    def begin_to_pay(self, which: int) -> None:
        if self.orders:
            order = self.orders[which % len(self.orders)]
            self.attempt(lambda: self.payments.append(start(order, at=self.at)))

    @rule(which=pick, succeeded=st.booleans())
    def gateway_reports(self, which: int, succeeded: bool) -> None:
        if self.payments:
            message = said(self.payments[which % len(self.payments)], at=self.at, succeeded=succeeded)
            for _ in range(2):
                apply_callback(gateway_code="sandbox", callback=message, at=self.at)

    @rule(which=pick, reason=st.sampled_from([CancelReason.CUSTOMER, CancelReason.MERCHANT]))
    def cancel(self, which: int, reason: CancelReason) -> None:
        if self.orders:
            order = self.orders[which % len(self.orders)]
            self.attempt(lambda: cancel_order(by=None, order=order, reason=reason, at=self.at))

    @rule(which=pick)
    def expire(self, which: int) -> None:
        if self.orders:
            self.attempt(lambda: expire_order(order_id=self.orders[which % len(self.orders)].pk, at=self.at))

    @rule(which=pick, new=st.sampled_from([OrderStatus.SHIPPED, OrderStatus.COMPLETED]))
    def send(self, which: int, new: OrderStatus) -> None:
        if self.orders:
            self.attempt(lambda: STEPS[new](self.orders[which % len(self.orders)]))

    @rule(which=pick, line=st.integers(0, 1))
    def send_one(self, which: int, line: int) -> None:
        if self.orders:
            order = self.orders[which % len(self.orders)]
            lines = list(order.lines.all())
            units = {lines[line % len(lines)].pk: 1}
            number = f"SF{order.shipments.count():04}"
            self.attempt(
                lambda: ship_order(by=None, order=order, carrier="sf", tracking_number=number, at=self.at, units=units)
            )

    @rule()
    def refund(self) -> None:
        refund_due(at=self.at)

    @invariant()
    def figures_add_up(self) -> None:
        if hasattr(self, "orders"):
            on_hand, reserved = stock_of(self.scarce)
            assert 0 <= reserved <= on_hand <= 3


WAIT_FOR_OUTBOX = {
    "events are delivered",
    "money for orders that are not paid is on its way back",
    "books: complete orders are sold, of what was paid for them and did not go back before",
}


@pytest.mark.once
def test_the_books_add_up_whatever_people_do() -> None:
    run_state_machine_as_test(Shop, settings=settings(max_examples=25, stateful_step_count=25, phases=[Phase.generate]))
