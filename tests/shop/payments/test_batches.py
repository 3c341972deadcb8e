"""One payment for the orders of several people: split to the fen, all or nothing, given back order by order."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from microbrand import audit
from shop.catalog.enums import PriceKind
from shop.catalog.models import PriceEntry
from shop.core.models import OutboxEvent
from shop.core.operations import outbox
from shop.inventory.enums import ReservationState
from shop.inventory.models import QuotaUse, Reservation
from shop.inventory.operations import save_quota
from shop.ledger.enums import Account
from shop.ledger.models import Line
from shop.orders.enums import CancelReason, EntryKind
from shop.orders.models import Order, OrderBatch, OrderEntry
from shop.orders.operations import cancel_order, complete_order, expire_order
from shop.payments.enums import PaymentState
from shop.payments.errors import NotPayable
from shop.payments.gateways.sandbox.models import SandboxCharge, SandboxRefund
from shop.payments.models import Payment, Refund
from shop.payments.operations import (
    close_needless,
    due_of,
    execute_refund,
    pay_batch_from_wallet,
    pay_from_wallet,
    query_pending,
    refund_order_part,
)
from shop.payments.operations.batches import shares
from shop.payments.operations.closing import close_before_order
from tests.factories import NOW
from tests.factories.customers import CustomerFactory
from tests.factories.inventory import bundle, stock_of, stocked_sku
from tests.factories.orders import place, place_several, ship
from tests.factories.payments import hear, pay, start
from tests.factories.promotions import make_promotion
from tests.factories.wallets import filled

LATER = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _true_in_the_end(request: pytest.FixtureRequest) -> Any:
    yield
    if "db" in request.fixturenames:
        wrong = [(result.name, result.examples) for result in audit.run(at=NOW) if result.breach_count]
        assert wrong == []


def batch_of(*prices: int, units: int = 10, **fields: Any) -> OrderBatch:
    """A batch of one order for each price."""
    return place_several([{stocked_sku(units=units, price_fen=price): 1} for price in prices], **fields)


def orders_of(batch: OrderBatch) -> list[Order]:
    return list(batch.orders.order_by("pk"))


def statuses(batch: OrderBatch) -> list[str]:
    return [order.status for order in orders_of(batch)]


def parts(payment: Payment) -> list[tuple[int, int]]:
    return [(part.amount_fen, part.refunded_fen) for part in payment.parts.order_by("pk")]


def net(account: Account) -> int:
    return sum(Line.objects.filter(account=account).values_list("amount_fen", flat=True))


def deliver_due() -> None:
    """What a worker does after the commit."""
    for event in OutboxEvent.objects.filter(delivered_at=None):
        outbox.deliver(event_id=event.pk)


MONEY = st.lists(st.tuples(st.integers(0, 10**9), st.integers(1, 10**9)), min_size=1, max_size=12)


@given(MONEY, st.integers(0, 10**10))
def test_shares_add_up_and_cover_what_is_owed(rows: list[tuple[int, int]], amount_fen: int) -> None:
    totals = [total for _owed, total in rows]
    owed = [min(owed, total) for owed, total in rows]
    found = shares(amount_fen, owed, totals)
    assert sum(found) == amount_fen
    if amount_fen >= sum(owed):
        assert all(part >= due for part, due in zip(found, owed, strict=True))
    else:
        assert all(part <= due for part, due in zip(found, owed, strict=True))


@pytest.mark.django_db
def test_one_charge_pays_all_orders_and_each_has_its_part() -> None:
    batch = batch_of(6800, 2500, 1)
    first, second, _third = orders_of(batch)
    assert due_of(second) == 9301

    payment = start(second)

    assert (payment.batch, payment.order, payment.amount_fen) == (batch, None, 9301)
    assert payment.reference.startswith(batch.number)
    # The same one for whichever order it is asked.
    assert start(first) == payment
    assert SandboxCharge.objects.get().subject == batch.number
    assert hear(payment) == "applied"
    assert hear(payment) == "already"
    assert statuses(batch) == ["paid"] * 3
    assert parts(payment) == [(6800, 0), (2500, 0), (1, 0)]
    assert (net(Account.ADVANCES), net(Account.RECEIVABLE)) == (-9301, 9301)
    assert due_of(first) == 0
    with pytest.raises(NotPayable):
        start(first)


@pytest.mark.django_db
def test_many_are_paid_in_as_many_statements_as_few() -> None:
    apple = stocked_sku(units=200)
    box = bundle({apple: 3})
    save_quota(by=None, name="Q", limit=40, sku_ids=[box.pk])
    make_promotion(apple, price_fen=100, per_person_limit=2)
    few, many = (start(orders_of(place_several([{box: 1, apple: 1}] * people))[0]) for people in (2, 20))

    with CaptureQueriesContext(connection) as first:
        assert hear(few) == "applied"
    with CaptureQueriesContext(connection) as second:
        assert hear(many) == "applied"

    assert len(second) - len(first) == 0
    assert set(Order.objects.values_list("status", flat=True)) == {"paid"}
    assert PriceEntry.objects.filter(kind=PriceKind.SOLD).count() == 2 * 22
    assert Reservation.objects.filter(state=ReservationState.CONFIRMED).count() == 2 * 22
    assert QuotaUse.objects.filter(state=ReservationState.CONFIRMED).count() == 22
    assert OutboxEvent.objects.filter(name="orders.paid").count() == 22
    assert OrderEntry.objects.filter(kind=EntryKind.PAID).count() == 22


@pytest.mark.django_db
def test_each_order_is_given_back_by_itself_at_the_one_charge() -> None:
    batch = batch_of(6800, 2500)
    first, second = orders_of(batch)
    payment = pay(first)

    cancel_order(by=None, order=second, reason=CancelReason.MERCHANT, at=LATER)
    deliver_due()
    [other] = refund_order_part(order=first, amount_fen=800, reason="x", at=LATER, by=None, key="desk:1")
    for refund in (other, Refund.objects.exclude(pk=other.pk).get()):
        execute_refund(refund_id=refund.pk, at=LATER)

    assert statuses(batch) == ["paid", "cancelled"]
    assert parts(payment) == [(6800, 800), (2500, 2500)]
    assert sorted(SandboxRefund.objects.values_list("charge__reference", "amount_fen")) == [
        (payment.reference, 800),
        (payment.reference, 2500),
    ]
    assert set(Refund.objects.values_list("state", flat=True)) == {"succeeded"}
    complete_order(by=None, order=ship(first), at=LATER)
    deliver_due()
    assert (net(Account.REVENUE), net(Account.ADVANCES), net(Account.RECEIVABLE)) == (-6000, 0, 6000)


@pytest.mark.django_db
def test_late_money_revives_all_of_it_or_goes_back_as_a_whole() -> None:
    tea, cup = stocked_sku(units=2, price_fen=6800), stocked_sku(units=2, price_fen=2500)
    there, gone = place_several([{tea: 1}, {tea: 1}]), place_several([{cup: 1}, {cup: 1}])
    back_in_time, too_late = start(orders_of(there)[0]), start(orders_of(gone)[0])
    over = orders_of(there)[0].expires_at
    for batch in (there, gone):
        expire_order(order_id=orders_of(batch)[1].pk, at=over)
    place({cup: 1}, at=over)

    assert hear(back_in_time, at=over) == "applied"
    assert hear(too_late, at=over) == "refunded"

    assert (statuses(there), statuses(gone)) == (["paid"] * 2, ["cancelled"] * 2)
    assert parts(too_late) == [(2500, 2500)] * 2
    # What the first of the two would have got is not held.
    assert (stock_of(tea), stock_of(cup)) == ((2, 2), (2, 1))
    assert [entry.kind for entry in orders_of(there)[1].entries.all()] == ["placed", "cancelled", "revived"]


@pytest.mark.django_db
def test_what_a_person_cancelled_stays_so_and_a_second_payment_goes_back() -> None:
    batch, twice = batch_of(6800, 2500), batch_of(100, 200)
    payment = start(orders_of(batch)[0])
    cancel_order(by=None, order=orders_of(batch)[0], reason=CancelReason.CUSTOMER, at=NOW)
    assert hear(payment) == "refunded"
    assert (statuses(batch), parts(payment)) == (["cancelled"] * 2, [(6800, 6800), (2500, 2500)])

    one = start(orders_of(twice)[0])
    Payment.objects.filter(pk=one.pk).update(scene="old")
    other = start(orders_of(twice)[1])
    assert (hear(one), hear(other)) == ("applied", "refunded")
    assert (statuses(twice), parts(one)) == (["paid"] * 2, [(100, 0), (200, 0)])
    assert parts(other) == [(100, 100), (200, 200)]


@pytest.mark.django_db
def test_closing_asks_the_gateway_about_the_one_charge() -> None:
    batch = batch_of(6800, 2500)
    payment = start(orders_of(batch)[0])

    close_before_order(orders_of(batch)[1], NOW)

    payment.refresh_from_db()
    assert payment.state == PaymentState.CLOSED
    again = start(orders_of(batch)[1])
    pay(orders_of(batch)[0])
    Payment.objects.filter(pk=again.pk).update(state=PaymentState.PENDING, scene="old")


@pytest.mark.django_db
def test_what_is_left_open_is_closed_when_it_is_paid() -> None:
    batch = batch_of(6800, 2500)
    left = start(orders_of(batch)[0])
    Payment.objects.filter(pk=left.pk).update(scene="old")
    hear(start(orders_of(batch)[1]))

    assert close_needless(order_id=orders_of(batch)[1].pk, at=NOW) == 1
    left.refresh_from_db()
    assert left.state == PaymentState.CLOSED
    # A sweep finds nothing to do.
    assert query_pending(at=NOW + timedelta(hours=1)) == 0


@pytest.mark.django_db
def test_a_wallet_pays_all_of_it_or_its_share_of_each() -> None:
    wallet = filled(9000, 400)
    batch = batch_of(6800, 2500, customer=wallet.customer)
    with pytest.raises(NotPayable):
        pay_from_wallet(order=orders_of(batch)[0], at=NOW)

    paid = pay_batch_from_wallet(batch=batch, at=NOW)

    assert [(row.amount_fen, row.bonus_fen) for row in paid] == [(6800, 219), (2500, 81)]
    assert statuses(batch) == ["paid"] * 2
    assert pay_batch_from_wallet(batch=batch, at=NOW) == paid
    wallet.refresh_from_db()
    assert (wallet.principal_fen, wallet.bonus_fen) == (0, 100)
    refund_order_part(order=orders_of(batch)[1], amount_fen=2500, reason="x", at=NOW, by=None, key="a")
    wallet.refresh_from_db()
    assert (wallet.principal_fen, wallet.bonus_fen) == (2419, 181)


@pytest.mark.django_db
def test_a_gateway_pays_what_the_wallet_is_short_of() -> None:
    wallet = filled(1000)
    batch = batch_of(6800, 2500, customer=wallet.customer)

    assert [row.amount_fen for row in pay_batch_from_wallet(batch=batch, at=NOW)] == [731, 269]
    assert (statuses(batch), due_of(orders_of(batch)[0])) == (["pending"] * 2, 8300)
    payment = pay(orders_of(batch)[0])

    assert (statuses(batch), parts(payment)) == (["paid"] * 2, [(6069, 0), (2231, 0)])


@pytest.mark.django_db
def test_more_than_is_due_goes_back_order_by_order() -> None:
    wallet = filled(1000)
    batch = batch_of(6800, 2500, customer=wallet.customer)
    payment = start(orders_of(batch)[0])
    pay_batch_from_wallet(batch=batch, at=NOW)

    assert hear(payment) == "applied"

    assert (statuses(batch), parts(payment)) == (["paid"] * 2, [(6800, 731), (2500, 269)])


@pytest.mark.django_db
def test_what_a_wallet_holds_is_free_again_when_the_time_is_over_even_if_no_job_has_come() -> None:
    wallet = filled(1000)
    batch = batch_of(6800, 2500, customer=wallet.customer)
    pay_batch_from_wallet(batch=batch, at=NOW)
    over = orders_of(batch)[0].expires_at
    other = batch_of(300, 700, customer=wallet.customer, at=over)

    pay_batch_from_wallet(batch=other, at=over)

    assert (statuses(batch), statuses(other)) == (["cancelled"] * 2, ["paid"] * 2)
    payment = start(orders_of(batch_of(5, customer=CustomerFactory()))[0])
    assert payment.amount_fen == 5
