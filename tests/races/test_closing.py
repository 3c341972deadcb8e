"""Closing at the gateway against paying, and a message against an answer. Each with a control where a guard decides."""

from collections.abc import Callable

from django.db import transaction

from shop.core.models import OutboxEvent
from shop.core.operations import outbox
from shop.orders.enums import CancelReason, OrderStatus
from shop.orders.errors import OrderNotInState
from shop.orders.models import Order
from shop.orders.operations import cancel_order
from shop.payments.enums import PaymentState
from shop.payments.models import GatewayEvent, Payment, Refund, StatementEntry
from shop.payments.operations import reconcile, resolve_entry
from shop.payments.operations.callbacks import apply_callback
from tests.factories import NOW
from tests.factories.inventory import stocked_sku
from tests.factories.orders import place
from tests.factories.payments import hear, said, start
from tests.factories.staff import member
from tests.races.stage import crowd, meet

Breaches = Callable[[], list[str]]


def pending() -> Payment:
    return start(place({stocked_sku(units=5): 1}))


def states(payment: Payment) -> tuple[str, str]:
    payment.refresh_from_db()
    return payment.state, Order.objects.get(pk=payment.order_id).status


def test_a_message_against_the_answer_to_a_question_counts_once(breaches: Breaches) -> None:
    payment = pending()
    told = said(payment, event_id="callback-1")
    asked = said(payment, event_id="query-1")

    def hear_it() -> str:
        return apply_callback(gateway_code="sandbox", callback=told, at=NOW)

    def ask() -> str:
        return apply_callback(gateway_code="sandbox", callback=asked, at=NOW)

    met = meet(hear_it, ask, after='UPDATE "payments_payment"')

    assert (met.first, met.second, met.waited) == ("applied", "already", True)
    assert states(payment) == ("succeeded", "paid")
    assert not Refund.objects.exists()
    assert breaches() == []


def test_paying_against_cancelling_whoever_is_first(breaches: Breaches) -> None:
    """The gateway has said "closed", and the shopper's money is under way all the same."""
    paid_first, closed_first = pending(), pending()

    met = meet(
        lambda: hear(paid_first),
        lambda: cancel_order(by=None, order=paid_first.order, reason=CancelReason.CUSTOMER, at=NOW),
        after='UPDATE "orders_order"',
    )
    assert (met.first, type(met.second)) == ("applied", OrderNotInState)
    assert states(paid_first) == ("succeeded", "paid")

    met = meet(
        lambda: cancel_order(by=None, order=closed_first.order, reason=CancelReason.CUSTOMER, at=NOW),
        lambda: hear(closed_first),
        after='UPDATE "orders_order"',
    )
    assert (met.second, met.waited) == ("refunded", True)
    assert states(closed_first) == ("succeeded", "cancelled")
    assert breaches() == []


def test_the_control_closing_without_looking_at_the_state_loses_money(breaches: Breaches) -> None:
    payment = pending()

    @transaction.atomic
    def careless() -> None:
        row = Payment.objects.get(pk=payment.pk)
        if row.state == PaymentState.PENDING:
            row.state = PaymentState.CLOSED
            Payment.objects.filter(pk=payment.pk).update(state=row.state)
            Order.objects.filter(pk=payment.order_id).update(status=OrderStatus.CANCELLED, cancelled_at=NOW)

    met = meet(careless, lambda: hear(payment), after='FROM "payments_payment"')

    assert (met.first, met.second) == (None, "applied")
    assert states(payment) == ("closed", "cancelled")
    assert GatewayEvent.objects.get().outcome == "applied"
    assert breaches() != []


def test_one_event_closes_what_is_left_open_once(breaches: Breaches) -> None:
    order = place({stocked_sku(units=5): 1})
    left = start(order)
    Payment.objects.filter(pk=left.pk).update(scene="old")
    hear(start(order))
    event = OutboxEvent.objects.get(name="orders.paid")
    OutboxEvent.objects.filter(pk=event.pk).update(delivered_at=None)

    crowd(*[lambda: outbox.deliver(event_id=event.pk, at=NOW)] * 3)

    assert states(left) == ("closed", "paid")
    assert breaches() == []


def test_two_people_settle_one_difference_and_one_is_told(breaches: Breaches) -> None:
    by = member("Owner")
    payment = pending()
    hear(payment)
    statement = reconcile(gateway_code="sandbox", day=NOW.date(), at=NOW)
    entry = StatementEntry.objects.get(statement=statement, outcome="not_there")

    met = meet(
        lambda: resolve_entry(entry=entry, reason="one", by=by, at=NOW),
        lambda: resolve_entry(entry=entry, reason="two", by=by, at=NOW),
        after='UPDATE "payments_statemententry"',
    )

    assert (met.first.resolution, type(met.second).__name__, met.waited) == ("one", "StaleState", True)
    assert breaches() == []


def test_two_workers_compare_one_bill_at_once(breaches: Breaches) -> None:
    payment = pending()
    hear(payment)

    def compare() -> int:
        return reconcile(gateway_code="sandbox", day=NOW.date(), at=NOW).entries.count()

    assert compare() == 1
    assert crowd(compare, compare, compare) == [1, 1, 1]
    assert breaches() == []
