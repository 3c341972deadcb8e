"""Gateways that repeat themselves, deadlines that pass while somebody pays, two people at one desk, two workers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from shop.catalog.models import PriceEntry
from shop.catalog.operations import change_price
from shop.core.errors import StaleState
from shop.core.models import Job, OutboxEvent
from shop.core.operations import jobs, outbox
from shop.customers.rules import ContactData
from shop.inventory import operations as inventory
from shop.inventory.errors import StockBelowReserved
from shop.inventory.models import StockItem, StockMovement
from shop.inventory.operations import count_stock, move_stock
from shop.orders.enums import CancelReason, EntryKind, OrderStatus
from shop.orders.errors import OrderNotInState
from shop.orders.models import Order, Shipment
from shop.orders.operations import cancel_order, expire_order, mark_paid, ship_order
from shop.orders.operations.notes import write_entry
from shop.payments.enums import CallbackOutcome, PaymentState
from shop.payments.models import Payment, Refund
from shop.payments.operations.callbacks import apply_callback
from tests.factories import NOW
from tests.factories.catalog import content_sku
from tests.factories.customers import CustomerFactory
from tests.factories.inventory import stock_of, stocked_sku
from tests.factories.orders import paid_order, place
from tests.factories.payments import hear, said, start
from tests.races.stage import crowd, meet

Breaches = Callable[[], list[str]]


def order_with_payment() -> tuple[Order, Payment]:
    order = place({stocked_sku(units=5): 1})
    return order, start(order)


def status(order: Order) -> str:
    return Order.objects.get(pk=order.pk).status


def test_content_in_two_orders_paid_at_once_is_paid_for_once(breaches: Breaches) -> None:
    sku, customer = content_sku(), CustomerFactory()
    phone = ContactData(phone="13800138000")
    one, two = (start(place({sku: 1}, customer=customer, address=phone)) for _ in range(2))

    met = meet(lambda: hear(one), lambda: hear(two), after='UPDATE "orders_order"')

    assert (met.first, met.second, met.waited) == ("applied", "refunded", True)
    assert [status(payment.order) for payment in (one, two)] == ["completed", "pending"]
    assert Refund.objects.get().payment == two
    assert breaches() == []


# --- Callbacks ----------------------------------------------------------------------------------------------
def test_the_same_message_twice_at_once_counts_once(breaches: Breaches) -> None:
    order, payment = order_with_payment()
    message = said(payment)

    def come() -> CallbackOutcome:
        return apply_callback(gateway_code="sandbox", callback=message, at=NOW)

    met = meet(come, come, after='INSERT INTO "payments_gatewayevent"')

    assert (met.first, met.second, met.waited) == ("applied", "already", True)
    assert [entry.kind for entry in order.entries.all()] == ["placed", "paid"]
    assert (status(order), Refund.objects.count()) == ("paid", 0)
    assert breaches() == []


def test_two_messages_about_one_payment_at_once_count_once(breaches: Breaches) -> None:
    order, payment = order_with_payment()

    met = meet(lambda: hear(payment), lambda: hear(payment), after='UPDATE "payments_payment"')
    again = crowd(*[lambda: hear(payment)] * 5)

    assert (met.first, met.second, met.waited) == ("applied", "already", True)
    assert again == ["already"] * 5
    assert [entry.kind for entry in order.entries.all()] == ["placed", "paid"]
    assert breaches() == []


def test_the_control_looking_at_the_state_first_pays_twice() -> None:
    order, payment = order_with_payment()

    @transaction.atomic
    def careless() -> str:
        row = Payment.objects.get(pk=payment.pk)
        if row.state != PaymentState.PENDING:
            return "already"
        row.state, row.succeeded_at = PaymentState.SUCCEEDED, NOW
        row.save()
        Order.objects.filter(pk=order.pk).update(status=OrderStatus.PAID, paid_at=NOW)
        write_entry(order=order, kind=EntryKind.PAID, at=NOW)
        return "applied"

    met = meet(careless, careless, after='FROM "payments_payment"')

    assert (met.first, met.second) == ("applied", "applied")
    assert [entry.kind for entry in order.entries.all()] == ["placed", "paid", "paid"]


def test_two_payments_of_one_order_at_once_keep_one_and_send_one_back(breaches: Breaches) -> None:
    order, first = order_with_payment()
    hear(first, succeeded=False)
    second = start(order)

    met = meet(lambda: hear(first), lambda: hear(second), after='UPDATE "orders_order"')

    assert (met.first, met.second, met.waited) == ("applied", "refunded", True)
    assert Refund.objects.get().payment == second
    assert breaches() == []


# --- Expiry against payment -----------------------------------------------------------------------------------
def test_a_payment_that_was_first_wins_over_the_deadline(breaches: Breaches) -> None:
    order, payment = order_with_payment()

    met = meet(
        lambda: hear(payment, at=order.expires_at),
        lambda: expire_order(order_id=order.pk, at=order.expires_at),
        after='UPDATE "orders_order"',
    )

    assert met.first == "applied"
    assert isinstance(met.second, OrderNotInState)
    assert met.waited
    assert status(order) == "paid"
    assert breaches() == []


def test_a_deadline_that_was_first_gives_way_to_the_money(breaches: Breaches) -> None:
    order, payment = order_with_payment()
    sku = order.lines.get().sku

    met = meet(
        lambda: expire_order(order_id=order.pk, at=order.expires_at),
        lambda: hear(payment, at=order.expires_at),
        after='UPDATE "orders_order"',
    )

    assert isinstance(met.first, Order)
    assert (met.second, met.waited) == ("applied", True)
    assert (status(order), stock_of(sku)) == ("paid", (5, 1))
    assert [entry.kind for entry in order.entries.all()] == ["placed", "cancelled", "revived"]
    assert breaches() == []


def test_the_control_an_expiry_that_looked_first_closes_a_paid_order(breaches: Breaches) -> None:
    order, payment = order_with_payment()

    @transaction.atomic
    def careless() -> None:
        row = Order.objects.get(pk=order.pk)
        if row.status == OrderStatus.PENDING:
            row.status, row.cancel_reason, row.cancelled_at = OrderStatus.CANCELLED, CancelReason.EXPIRED, NOW
            row.save()
            inventory.release(reference=row.number)

    met = meet(careless, lambda: hear(payment), after='FROM "orders_order"')

    assert (met.first, met.second, met.waited) == (None, "applied", False)
    assert status(order) == "cancelled"
    assert Payment.objects.get().state == "succeeded"
    assert not Refund.objects.exists()
    assert "sold prices = lines of orders that were paid" in breaches()


def test_reviving_takes_its_locks_in_order_though_half_of_the_goods_are_lost(breaches: Breaches) -> None:
    """A rival took one unit after the deadline and let it go; the order still holds the other SKU."""
    scarce, other = stocked_sku(units=1), stocked_sku(units=5)
    order = place({scarce: 1, other: 1})
    payment = start(order)
    rival = place({scarce: 1}, at=order.expires_at)
    expire_order(order_id=rival.pk, at=rival.expires_at)

    met = meet(
        lambda: hear(payment, at=rival.expires_at),
        lambda: place({scarce: 1, other: 1}, at=rival.expires_at),
        after='FROM "inventory_stockitem"',
    )

    # Without the lock on all of its rows, payer and rival would wait for each other.
    assert (met.first, met.waited) == ("applied", True)
    assert type(met.second).__name__ == "OutOfStock"
    assert (stock_of(scarce), stock_of(other)) == ((1, 1), (5, 1))
    assert breaches() == []


def test_cancelling_and_shipping_at_once_do_one_of_the_two(breaches: Breaches) -> None:
    order = paid_order({stocked_sku(units=5): 1})

    met = meet(
        lambda: ship(order),
        lambda: cancel_order(by=None, order=order, reason=CancelReason.MERCHANT, at=NOW),
        after='UPDATE "orders_order"',
    )

    assert isinstance(met.first, Shipment)
    assert isinstance(met.second, OrderNotInState)
    assert breaches() == []


# --- Two people at one desk -------------------------------------------------------------------------------------
def ship(order: Order, number: str = "SF1234") -> Shipment:
    return ship_order(by=None, order=order, carrier="sf", tracking_number=number, at=NOW)


def test_two_people_ship_one_order_once(breaches: Breaches) -> None:
    sku = stocked_sku(units=5)
    order = paid_order({sku: 2})

    met = meet(lambda: ship(order, "SF0001"), lambda: ship(order, "SF0002"), after='UPDATE "orders_order"')
    more = crowd(*[lambda: ship(order)] * 4)

    assert isinstance(met.first, Shipment)
    assert isinstance(met.second, OrderNotInState)
    assert met.waited
    assert all(isinstance(result, OrderNotInState) for result in more)
    assert (Shipment.objects.get().tracking_number, stock_of(sku)) == ("SF0001", (3, 0))
    assert breaches() == []


def test_the_control_looking_at_the_state_first_ships_twice() -> None:
    sku = stocked_sku(units=5)
    order = paid_order({sku: 2})

    @transaction.atomic
    def careless() -> None:
        row = Order.objects.get(pk=order.pk)
        if row.status != OrderStatus.PAID:
            raise OrderNotInState
        row.status = OrderStatus.SHIPPED
        row.save()
        StockItem.objects.filter(pk=sku.pk).update(on_hand=F("on_hand") - 1)

    met = meet(careless, careless, after='FROM "orders_order"')

    assert (met.first, met.second) == (None, None)
    assert stock_of(sku)[0] == 3  # one unit each, though one order was to be shipped


def test_two_people_change_one_price_and_one_is_told() -> None:
    sku = stocked_sku(price_fen=6800)

    met = meet(
        lambda: change_price(by=None, sku=sku, price_fen=7000, expected_fen=6800),
        lambda: change_price(by=None, sku=sku, price_fen=7200, expected_fen=6800),
        after='UPDATE "catalog_sku"',
    )

    assert met.first is True
    assert isinstance(met.second, StaleState)
    assert list(PriceEntry.objects.order_by("id").values_list("price_fen", flat=True)) == [6800, 7000]


def test_a_count_and_a_sale_at_once_lose_nothing(breaches: Breaches) -> None:
    sku = stocked_sku(units=10)
    order = paid_order({sku: 2})

    met = meet(
        lambda: ship(order),
        lambda: count_stock(by=None, sku=sku, counted=9, expected=10),
        after='UPDATE "inventory_stockitem"',
    )

    assert isinstance(met.second, StaleState)
    assert met.waited
    assert stock_of(sku) == (8, 0)
    assert breaches() == []


def test_taking_stock_away_while_it_is_sold(breaches: Breaches) -> None:
    sku = stocked_sku(units=1)

    met = meet(
        lambda: place({sku: 1}),
        lambda: move_stock(by=None, sku=sku, delta=-1, reason="damage"),
        after='UPDATE "inventory_stockitem"',
    )

    assert isinstance(met.first, Order)
    assert isinstance(met.second, StockBelowReserved)
    assert breaches() == []


def test_movements_of_a_crowd_have_a_running_balance(breaches: Breaches) -> None:
    sku = stocked_sku(units=10)

    crowd(*[lambda delta=delta: move_stock(by=None, sku=sku, delta=delta, reason="correct") for delta in range(1, 9)])

    balances = StockMovement.objects.order_by("id").values_list("balance", flat=True)
    assert (stock_of(sku), list(balances)[-1], len(balances)) == ((46, 0), 46, 9)
    assert breaches() == []


# --- Two workers ------------------------------------------------------------------------------------------------
def test_two_workers_deliver_an_event_once(breaches: Breaches) -> None:
    order = paid_order()
    cancel_order(by=None, order=order, reason=CancelReason.MERCHANT, at=NOW)
    Refund.objects.all().delete()
    Payment.objects.update(refunded_fen=0)
    event = OutboxEvent.objects.get(name="orders.cancelled")
    OutboxEvent.objects.filter(pk=event.pk).update(delivered_at=None)

    def deliver() -> bool:
        return outbox.deliver(event_id=event.pk, at=NOW)

    met = meet(deliver, deliver, after='UPDATE "core_outboxevent"')

    assert (met.first, met.second, met.waited) == (True, False, True)
    assert Refund.objects.count() == 1
    assert breaches() == []


def test_two_workers_run_a_job_once() -> None:
    ran: list[Any] = []
    jobs.register("tests.race", lambda job: ran.append(job.pk))
    job = Job.objects.create(kind="tests.race")

    try:
        met = meet(lambda: jobs.run(job_id=job.pk), lambda: jobs.run(job_id=job.pk), after='UPDATE "core_job"')
        assert (met.first, met.second) == (True, False)
        assert ran == [job.pk]
    finally:
        jobs._runners.pop("tests.race")


def test_a_sleeping_runner_and_its_replacement_do_no_piece_twice() -> None:
    pieces: list[int] = []

    def runner(job: Job) -> None:
        while job.done_count < 2:
            with transaction.atomic():
                job.advance(done_count=job.done_count + 1)
                pieces.append(job.done_count)

    jobs.register("tests.race", runner)
    job = Job.objects.create(kind="tests.race", total_count=2)

    try:
        # The first claims the job and falls asleep; the second takes it over when it is stale.
        met = meet(
            lambda: jobs.run(job_id=job.pk, at=NOW),
            lambda: jobs.run(job_id=job.pk, at=NOW + Job.STALE_AFTER + timedelta(seconds=1)),
            after='FROM "core_job"',
        )
        assert (met.first, met.second) == (False, True)
        assert pieces == [1, 2]
        assert Job.objects.get().state == "done"
    finally:
        jobs._runners.pop("tests.race")


def test_paying_one_order_from_two_sides_marks_it_once() -> None:
    order = place()

    results = crowd(*[lambda: mark_paid(order_id=order.pk, at=NOW)] * 6)

    assert sorted(type(result).__name__ for result in results) == ["Order"] + ["OrderNotInState"] * 5
    assert PriceEntry.objects.filter(kind="sold").count() == 1
