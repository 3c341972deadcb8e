"""kill -9 at every single statement: what was begun is not there or is complete, and a retry or a sweep completes it.

The victim is a child process that works on the same database and is killed right after its n-th statement, for
n = 1, 2, 3 … until it survives. Celery is eager here, so what workers do after the commit is killed as well.
"""

import os
import signal
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, connections, transaction
from django.db.models import F, OuterRef, Subquery, Sum
from django.utils import timezone

from microbrand import audit
from shop.aftersales.models import Case
from shop.aftersales.operations import agree, send_replacement
from shop.core.errors import ShopError
from shop.core.models import Job, OutboxEvent
from shop.core.operations import jobs
from shop.core.operations.idempotency import Answer, answer_once
from shop.core.tasks import resume_jobs, sweep_outbox
from shop.inventory.models import Balance, Place, StockItem, StockMovement
from shop.inventory.operations import (
    LotData,
    change_condition,
    move_stock,
    receive,
    save_quota,
    transfer,
    write_off,
)
from shop.orders.enums import CancelReason, OrderStatus
from shop.orders.models import Order, OrderBatch, Shipment
from shop.orders.operations import add_to_cart, cancel_order, ship_order
from shop.payments.gateways.sandbox.models import SandboxRefund
from shop.payments.models import Payment, Refund, Wallet, Withdrawal
from shop.payments.operations import refund_order_part, withdraw
from shop.payments.operations.callbacks import apply_callback
from shop.payments.tasks import sweep as sweep_payments
from shop.social.models import ShortLink
from shop.social.operations import create_link
from shop.social.touch import Touch
from tests.factories import NOW
from tests.factories.aftersales import ask, received_order
from tests.factories.customers import CustomerFactory, address, phone
from tests.factories.inventory import balances_of, bundle, home, make_place, stock_of, stocked_sku
from tests.factories.orders import paid_order, place, place_several
from tests.factories.payments import said, start
from tests.factories.promotions import item_of, make_promotion
from tests.factories.staff import UserFactory
from tests.factories.wallets import filled

Work = Callable[[], object]


def survives(work: Work, *, killed_at: int) -> bool:
    """Do the work in a child that is killed after that many statements; True if it came to its end before."""
    # The child must not share a connection with us.
    connections.close_all()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _be_the_victim(work, killed_at)
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    assert os.WEXITSTATUS(status) == 0, "the victim failed by itself"
    return True


def _be_the_victim(work: Work, killed_at: int) -> None:
    statements = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal statements
        result = execute(sql, params, many, context)
        statements += 1
        if statements == killed_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    code = 1
    try:
        with connection.execute_wrapper(count):
            work()
        code = 0
    finally:
        os._exit(code)


def kills(prepare: Callable[[int], Work]) -> Iterator[int]:
    """Kill fresh work after 1, 2, 3 … statements; yields after each death, ends when the work survives."""
    for killed_at in range(1, 200):
        if survives(prepare(killed_at), killed_at=killed_at):
            assert killed_at > 5, "the victim did not do much"
            return
        yield killed_at
    pytest.fail("the victim never came to its end")


@pytest.fixture(autouse=True)
def _books_are_right_in_the_end() -> Iterator[None]:
    yield
    sweep()
    tomorrow = timezone.now() + timedelta(days=1)
    assert [(result.name, result.examples) for result in audit.run(at=tomorrow) if result.breach_count] == []
    assert not OutboxEvent.objects.filter(delivered_at=None).exists()


def sweep() -> None:
    """What the scheduler does all the time, some minutes later."""
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        sweep_outbox()
        sweep_payments()
        resume_jobs()


def test_the_control_work_in_pieces_is_left_half_done() -> None:
    """Without the transaction the same kills leave stock that no ledger explains."""
    skus = {}
    place = Place.objects.default()

    def prepare(number: int) -> Work:
        skus[number] = stocked_sku(units=1)
        return lambda: careless(number)

    def careless(number: int) -> None:
        row = {"stock_id": skus[number].pk, "place_id": place.pk}
        for _ in range(3):
            Balance.objects.filter(**row).update(on_hand=F("on_hand") + 1)
            balance = Balance.objects.get(**row).on_hand
            StockMovement.objects.create(**row, delta=1, balance=balance, reason="import")

    for _number in kills(prepare):
        pass

    found = next(audit.run(at=NOW, only=["balance of a place, lot and condition = sum of its movements"]))
    assert found.breach_count == 6
    Balance.objects.update(on_hand=Subquery(balance_of_the_ledger("stock_id")))
    StockItem.objects.update(on_hand=Subquery(balance_of_the_ledger("sku_id")))


def balance_of_the_ledger(stock: str) -> Any:
    """Each of these SKUs lies in one place."""
    rows = StockMovement.objects.filter(stock=OuterRef(stock)).order_by().values("stock")
    return rows.annotate(sum=Sum("delta")).values("sum")


def test_placing_an_order() -> None:
    sku = stocked_sku(units=200, price_fen=6800)
    promotion = make_promotion(sku, price_fen=4800, quantity_limit=200, per_person_limit=1)
    link = create_link(by=None, target=sku.product, medium=ShortLink.Medium.LINK, at=NOW)
    customers = {}

    def prepare(number: int) -> Work:
        customers[number] = CustomerFactory()
        add_to_cart(customer=customers[number], sku_id=sku.pk, quantity=1, at=NOW)
        return lambda: order(number)

    def order(number: int) -> Order:
        return place(
            {sku: 1},
            customer=customers[number],
            client_token="once",
            address=address(phone=phone(number)),
            expected_total_fen=4800,
            origin=Touch().with_link(link.pk, NOW).as_dict(),
        )

    for number in kills(prepare):
        # The shopper's browser sends the same form again.
        assert order(number).customer == customers[number]

    bought = Order.objects.count()
    assert bought == len(customers)
    assert (stock_of(sku), item_of(promotion).used) == ((200, bought), bought)
    sweep()
    assert Order.objects.exclude(attribution=None).count() == bought


def test_placing_orders_for_several_people_and_paying_for_all_of_them() -> None:
    """Nothing of it or all of it, after every death."""
    tea = stocked_sku(units=400, price_fen=6800)
    customers = {}
    wanted = [{tea: 1}, {tea: 1}]

    def prepare(number: int) -> Work:
        customers[number] = CustomerFactory()
        return lambda: order(number)

    def order(number: int) -> OrderBatch:
        return place_several(wanted, customer=customers[number], client_token="once")

    for number in kills(prepare):
        assert Order.objects.filter(customer=customers[number]).count() in {0, 2}
        assert order(number).orders.count() == 2

    messages: dict[int, Any] = {}

    def prepare_to_pay(number: int) -> Work:
        customers[number] = CustomerFactory()
        messages[number] = said(start(order(number).orders.first()))
        return lambda: hear_of(number)

    def hear_of(number: int) -> object:
        return apply_callback(gateway_code="sandbox", callback=messages[number], at=NOW)

    for number in kills(prepare_to_pay):
        assert Payment.objects.filter(order__customer=customers[number]).count() in {0, 2}
        hear_of(number)

    paid = Order.objects.filter(customer__in=[customers[number] for number in messages])
    assert set(paid.values_list("status", flat=True)) == {"paid"}
    assert stock_of(tea) == (400, 2 * OrderBatch.objects.count())


def test_answering_under_an_idempotency_key() -> None:
    sku = stocked_sku(units=200)
    customers = {}

    def prepare(number: int) -> Work:
        customers[number] = CustomerFactory()
        return lambda: ask(number)

    def ask(number: int) -> Answer:
        return answer_once(
            actor=str(number),
            key="once",
            fingerprint="f",
            produce=lambda: Answer(201, {"number": place({sku: 1}, customer=customers[number]).number}),
        )

    for number in kills(prepare):
        assert ask(number).body == {"number": Order.objects.get(customer=customers[number]).number}


def test_a_callback() -> None:
    messages: dict[int, Any] = {}
    orders: dict[int, Order] = {}

    def prepare(number: int) -> Work:
        orders[number] = place()
        messages[number] = said(start(orders[number]))
        return lambda: hear(number)

    def hear(number: int) -> object:
        return apply_callback(gateway_code="sandbox", callback=messages[number], at=NOW)

    for number in kills(prepare):
        # The gateway had no answer, so it says it again.
        hear(number)

    for order in orders.values():
        order.refresh_from_db()
        assert (order.status, [entry.kind for entry in order.entries.all()]) == ("paid", ["placed", "paid"])


def test_cancelling_a_paid_order_and_sending_its_money_back() -> None:
    orders: dict[int, Order] = {}

    def prepare(number: int) -> Work:
        orders[number] = paid_order()
        return lambda: cancel(number)

    def cancel(number: int) -> object:
        return cancel_order(by=None, order=orders[number], reason=CancelReason.MERCHANT, at=NOW)

    for number in kills(prepare):
        with suppress(ShopError):
            cancel(number)

    sweep()
    told = ["placed", "paid", "cancelled", "refund_due", "refunded"]
    for order in orders.values():
        order.refresh_from_db()
        assert order.status == OrderStatus.CANCELLED
        # All within one moment or a later one, so sorted by what comes after what.
        assert sorted((entry.kind for entry in order.entries.all()), key=told.index) == told
    assert set(Refund.objects.values_list("state", flat=True)) == {"succeeded"}
    assert Refund.objects.count() == SandboxRefund.objects.count() == len(orders)


def test_giving_a_part_back() -> None:
    orders: dict[int, Order] = {}

    def prepare(number: int) -> Work:
        orders[number] = paid_order()
        return lambda: give_back(number)

    def give_back(number: int) -> object:
        return refund_order_part(order=orders[number], amount_fen=1000, reason="x", at=NOW, by=None, key="desk:1")

    for number in kills(prepare):
        give_back(number)

    sweep()
    assert set(Payment.objects.values_list("refunded_fen", flat=True)) == {1000}
    assert set(Refund.objects.values_list("state", flat=True)) == {"succeeded"}
    assert Refund.objects.count() == SandboxRefund.objects.count() == len(orders)


def test_settling_a_case() -> None:
    """One order of many units, a unit in each case: money, unit and case together, or none of it."""
    sku = stocked_sku(units=99, price_fen=1000)
    order = received_order({sku: 99}, at=timezone.now())
    line, staff = order.lines.get(), UserFactory()
    cases: dict[int, Case] = {}

    def prepare(number: int) -> Work:
        cases[number] = ask(order, "refund", "damaged", units={line.pk: 1}, at=timezone.now())
        return lambda: settle(number)

    def settle(number: int) -> object:
        return agree(by=staff, case=cases[number], at=timezone.now())

    for number in kills(prepare):
        with suppress(ShopError):
            settle(number)

    sweep()
    line.refresh_from_db()
    assert set(Case.objects.values_list("state", "refunded_fen")) == {("settled", 1000)}
    assert set(Refund.objects.values_list("state", "amount_fen")) == {("succeeded", 1000)}
    assert Refund.objects.count() == SandboxRefund.objects.count() == line.returned == len(cases)


def test_withdrawing_from_a_wallet() -> None:
    wallets: dict[int, Wallet] = {}

    def prepare(number: int) -> Work:
        wallets[number] = filled(10_000, 1_000)
        return lambda: take_out(number)

    def take_out(number: int) -> object:
        return withdraw(wallet=wallets[number], amount_fen=4_000, token="once", at=NOW)

    for number in kills(prepare):
        # The shopper's browser sends the same form again.
        take_out(number)

    sweep()
    assert set(Wallet.objects.values_list("principal_fen", "bonus_fen")) == {(6_000, 600)}
    assert set(Refund.objects.values_list("state", "amount_fen")) == {("succeeded", 4_000)}
    assert Withdrawal.objects.count() == SandboxRefund.objects.count() == len(wallets)


def test_shipping() -> None:
    sku = stocked_sku(units=200)
    orders: dict[int, Order] = {}

    def prepare(number: int) -> Work:
        orders[number] = paid_order({sku: 1})
        return lambda: ship(number)

    def ship(number: int) -> object:
        # Today: what left long ago would count as received in the end.
        at = timezone.now()
        return ship_order(by=None, order=orders[number], carrier="sf", tracking_number="SF1234", at=at)

    for number in kills(prepare):
        with suppress(ShopError):
            ship(number)

    assert stock_of(sku) == (200 - len(orders), 0)


def test_sending_a_replacement() -> None:
    sku = stocked_sku(units=300)
    cases: dict[int, Case] = {}

    def prepare(number: int) -> Work:
        at = timezone.now()
        cases[number] = agree(by=None, case=ask(received_order({sku: 1}, at=at), "reship", "lost", at=at), at=at)
        return lambda: send(number)

    def send(number: int) -> object:
        at = timezone.now()
        return send_replacement(by=None, case=cases[number], carrier="sf", tracking_number="SF1234", at=at)

    for number in kills(prepare):
        with suppress(ShopError):
            send(number)

    assert stock_of(sku) == (300 - 2 * len(cases), 0)
    assert Shipment.objects.exclude(reference="").count() == len(cases)


MOVES: dict[str, Callable[[Any, Place], object]] = {
    "receive": lambda sku, shop: receive(
        by=None, sku=sku, units=3, place=shop, lot=LotData(code="L9", expires_on=date(2030, 1, 1)), at=NOW
    ),
    "transfer": lambda sku, shop: transfer(by=None, sku=sku, units=3, origin=home(), to=shop, at=NOW),
    "set aside": lambda sku, shop: change_condition(
        by=None, sku=sku, units=3, origin=home(), condition="damaged", at=NOW, note="x"
    ),
    "write off": lambda sku, shop: write_off(by=None, sku=sku, units=3, origin=home(), reason="lost", at=NOW, note="x"),
}


@pytest.mark.parametrize("move", MOVES)
def test_moving_goods(move: str) -> None:
    """Nothing or all of it: the books are right after every death, and once more after doing it again."""
    shop = make_place()
    skus: dict[int, Any] = {}

    def prepare(number: int) -> Work:
        skus[number] = stocked_sku(units=10)
        return lambda: MOVES[move](skus[number], shop)

    for number in kills(prepare):
        # Killed before the commit: nothing is there. Killed after it: all of it is.
        if StockMovement.objects.filter(stock=skus[number].pk).count() == 1:
            assert balances_of(skus[number]) == {("总仓", "", "sellable"): 10}
            MOVES[move](skus[number], shop)

    assert len({tuple(sorted(balances_of(sku).items())) for sku in skus.values()}) == 1


def test_ordering_a_bundle_with_a_quota() -> None:
    apple = stocked_sku(units=200)
    box = bundle({apple: 2})
    quota = save_quota(by=None, name="Q", limit=100, sku_ids=[box.pk])
    customers = {}

    def prepare(number: int) -> Work:
        customers[number] = CustomerFactory()
        return lambda: place({box: 1}, customer=customers[number], client_token="once")

    for number in kills(prepare):
        place({box: 1}, customer=customers[number], client_token="once")

    quota.refresh_from_db()
    assert (stock_of(apple), quota.used) == ((200, 2 * len(customers)), len(customers))


def test_a_job_in_mid_work() -> None:
    skus: dict[int, Any] = {}
    made: dict[int, Job] = {}

    def receive_three(job: Job) -> None:
        while job.done_count < 3:
            with transaction.atomic():
                move_stock(
                    by=None, sku=skus[job.params["sku"]], delta=1, reason="import", reference=str(job.done_count)
                )
                job.advance(done_count=job.done_count + 1)

    def prepare(number: int) -> Work:
        skus[number] = stocked_sku(units=1)
        made[number] = Job.objects.create(kind="tests.crash", params={"sku": number}, total_count=3)
        return lambda: jobs.run(job_id=made[number].pk)

    jobs.register("tests.crash", receive_three)
    try:
        for _number in kills(prepare):
            pass
        sweep()
    finally:
        jobs._runners.pop("tests.crash")

    assert set(Job.objects.values_list("state", "done_count")) == {("done", 3)}
    for sku in skus.values():
        assert stock_of(sku) == (4, 0)
        references = StockMovement.objects.filter(stock=sku.pk, reason="import").order_by("id")
        assert list(references.values_list("reference", flat=True)) == ["0", "1", "2"]
