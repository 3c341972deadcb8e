"""Custom work from the question to the parcel: every pair of states is walked, money and deadlines exactly."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from microbrand import audit
from shop.bespoke import operations, rules
from shop.bespoke.enums import Actor, BespokeState
from shop.bespoke.errors import BespokeNotInState, NotTaken
from shop.bespoke.models import BespokeEntry, BespokeWork
from shop.core.errors import InvalidInput, ShopError
from shop.ledger.enums import Account
from shop.ledger.models import Line
from shop.orders.enums import DepositFate, DepositKind, Fault, OrderStatus
from shop.orders.models import Order, OrderDeposit
from shop.orders.operations import expire_order
from shop.payments.models import Compensation, Refund
from shop.payments.operations import settle_deposit
from tests.factories import NOW
from tests.factories.bespoke import (
    accepted,
    asked,
    custom_sku,
    follow,
    offer,
    order_of,
    picture,
    proof,
    quoted,
    work_in,
)
from tests.factories.customers import CustomerFactory, address
from tests.factories.payments import pay
from tests.factories.staff import UserFactory

pytestmark = pytest.mark.django_db
S = BespokeState
Do = Callable[[BespokeWork], Any]


def _balance() -> dict[str, int]:
    totals: dict[str, int] = {}
    for line in Line.objects.all():
        totals[line.account] = totals.get(line.account, 0) + line.amount_fen
    return {account: total for account, total in totals.items() if total}


def _is_true() -> None:
    # As the outbox does.
    for deposit in OrderDeposit.objects.filter(order__status=OrderStatus.CANCELLED, paid_at__isnull=False):
        settle_deposit(deposit=deposit, at=NOW)
    assert [row for row in audit.run(at=NOW + timedelta(days=1)) if row.breach_count and "events" not in row.name] == []


STEPS: dict[str, tuple[set[BespokeState], Do]] = {
    "quote": ({S.ASKED}, lambda work: operations.quote(by=UserFactory(), work=work, offer=offer(), at=NOW)),
    "decline": ({S.ASKED}, lambda work: operations.decline(by=UserFactory(), work=work, text="不", at=NOW)),
    "ask again": ({S.QUOTED}, lambda work: operations.ask_again(work=work, text="小一点", at=NOW)),
    "withdraw": ({S.ASKED, S.QUOTED}, lambda work: operations.withdraw(work=work, at=NOW)),
    # Ordered already: the same order is the answer.
    "accept": (
        {S.QUOTED, S.ORDERED},
        lambda work: operations.accept(work=work, address=address(), expected_total_fen=work.goods_fen, at=NOW),
    ),
    "proof": ({S.DESIGNING}, proof),
    # Approved already: the second tap changes nothing.
    "approve": ({S.PROOF, S.MAKING}, lambda work: operations.approve(work=work, seen=1, at=NOW)),
    "changes": ({S.PROOF}, lambda work: operations.want_changes(work=work, text="红一点", at=NOW)),
    "finish": ({S.MAKING}, lambda work: operations.finish(by=UserFactory(), work=work, at=NOW)),
    "call off": (set(rules.BOUND_STATES), lambda work: operations.call_off(work=work, at=NOW)),
}


@pytest.mark.parametrize("state", BespokeState)
def test_every_step_is_taken_from_the_states_of_the_table_and_from_no_other(state: BespokeState) -> None:
    work = work_in(state)
    for name, (states, do) in STEPS.items():
        before = BespokeEntry.objects.count()
        if state in states:
            do(work)
            after = BespokeWork.objects.get(pk=work.pk).state
            assert after == state or rules.can_become(state, after), name
            work = work_in(state)
            continue
        with pytest.raises(BespokeNotInState):
            do(work)
        assert BespokeWork.objects.get(pk=work.pk).state == state, name
        assert BespokeEntry.objects.count() == before, name
    _is_true()


def test_the_table_names_every_state_and_ends_are_ends() -> None:
    ends = {S.DONE, S.DECLINED, S.WITHDRAWN, S.LAPSED, S.CALLED_OFF}
    assert set(rules.TRANSITIONS) | ends == set(BespokeState)
    assert {to for steps in rules.TRANSITIONS.values() for to in steps} == set(BespokeState)


def test_from_the_question_to_the_parcel_the_money_is_the_quote() -> None:
    work = work_in(S.DONE)

    order = order_of(work)
    line = order.lines.get()
    assert (line.unit_price_fen, line.surcharge_fen, line.total_fen) == (80000, 20000, 100000)
    assert (order.goods_fen, order.total_fen, order.status) == (100000, 100000, OrderStatus.SHIPPED)
    assert sorted(payment.amount_fen for payment in order.payments.all()) == [20000, 80000]
    assert order.deposit.fate == DepositFate.APPLIED
    assert _balance() == {Account.RECEIVABLE: 100000, Account.ADVANCES: -100000}
    assert [entry.state for entry in work.entries.all()] == [
        S.ASKED, S.QUOTED, S.ORDERED, S.DESIGNING, S.PROOF, S.MAKING, S.BALANCE, S.READY, S.DONE,
    ]  # fmt: skip
    _is_true()


def test_without_a_proof_it_is_made_at_once() -> None:
    work = accepted(quoted(needs_proof=False))
    pay(order_of(work))

    work = follow(work)

    assert (work.state, work.due_at) == (S.MAKING, NOW + timedelta(days=10))


def test_a_quote_lapses_by_time_with_every_worker_stopped() -> None:
    work = quoted(valid_days=3)
    until = NOW + timedelta(days=3)

    assert work.state_at(until - timedelta(seconds=1)) == S.QUOTED
    assert work.state_at(until) == S.LAPSED
    with pytest.raises(BespokeNotInState):
        operations.accept(work=work, address=address(), expected_total_fen=100000, at=until)
    assert Order.objects.count() == 0
    assert operations.act_due(at=until) == 1
    assert BespokeWork.objects.get().closed_at == until


def test_a_proof_that_nobody_answers_is_approved_at_its_own_moment() -> None:
    work = work_in(S.PROOF)
    due = NOW + rules.APPROVE

    assert work.state_at(due) == S.MAKING
    operations.act_due(at=due + timedelta(days=1))

    work = BespokeWork.objects.get()
    assert (work.state, work.due_at) == (S.MAKING, due + timedelta(days=10))
    assert (work.entries.last().actor, work.entries.last().at) == (Actor.TIME, due)  # type: ignore[union-attr]


def test_only_the_proof_that_was_seen_is_approved() -> None:
    work = work_in(S.PROOF)
    operations.want_changes(work=work, text="红一点", at=NOW)
    work = proof(work)

    with pytest.raises(InvalidInput):
        operations.approve(work=work, seen=1, at=NOW)
    assert operations.approve(work=work, seen=2, at=NOW).state == S.MAKING


def test_an_unpaid_deposit_closes_the_order_and_lapses_the_work() -> None:
    work = work_in(S.ORDERED)
    order = order_of(work)

    assert work.state_at(order.expires_at) == S.LAPSED
    expire_order(order_id=order.pk, at=order.expires_at)

    assert follow(work).state == S.LAPSED
    assert OrderDeposit.objects.get().fate == ""


@pytest.mark.parametrize(
    ("kind", "fault", "fate", "back_fen", "owed_fen"),
    [
        (DepositKind.EARNEST, Fault.CUSTOMER, DepositFate.KEPT, 0, 0),
        (DepositKind.EARNEST, Fault.SHOP, DepositFate.DOUBLED, 20000, 20000),
        (DepositKind.EARNEST, Fault.NOBODY, DepositFate.RETURNED, 20000, 0),
        (DepositKind.ADVANCE, Fault.CUSTOMER, DepositFate.RETURNED, 20000, 0),
        (DepositKind.ADVANCE, Fault.SHOP, DepositFate.RETURNED, 20000, 0),
    ],
)
def test_the_deposit_goes_where_the_law_has_it(
    kind: DepositKind, fault: Fault, fate: DepositFate, back_fen: int, owed_fen: int
) -> None:
    work = accepted(deposit_kind=kind)
    pay(order_of(work))

    operations.call_off(work=follow(work), by=UserFactory(), fault=fault, text="原因", at=NOW)
    for _twice in range(2):
        settle_deposit(deposit=OrderDeposit.objects.get(), at=NOW)

    assert OrderDeposit.objects.get().fate == fate
    assert order_of(work).status == OrderStatus.CANCELLED
    assert sum(Refund.objects.values_list("amount_fen", flat=True)) == back_fen
    assert sum(Compensation.objects.values_list("amount_fen", flat=True)) == owed_fen
    kept = {Account.ADVANCES: 0, Account.FORFEITED: -20000} if fate == DepositFate.KEPT else {}
    assert _balance().get(Account.FORFEITED, 0) == kept.get(Account.FORFEITED, 0)
    assert _balance().get(Account.COMPENSATION, 0) == owed_fen
    _is_true()


def test_a_customer_who_ends_it_while_the_shop_is_late_gets_it_back_twofold() -> None:
    work = work_in(S.MAKING)
    late = NOW + timedelta(days=10)

    with pytest.raises(BespokeNotInState):
        operations.call_off(work=work, expected=Fault.SHOP, at=late - timedelta(seconds=1))
    assert order_of(work).status == OrderStatus.DEPOSIT
    operations.call_off(work=work, expected=Fault.SHOP, at=late)

    assert OrderDeposit.objects.get().fate == DepositFate.DOUBLED


def test_who_does_not_pay_the_balance_loses_the_earnest_money_by_time() -> None:
    work = work_in(S.BALANCE)
    order = order_of(work)
    assert order.expires_at == NOW + rules.PAY_BALANCE

    assert work.state_at(order.expires_at) == S.CALLED_OFF
    with pytest.raises(ShopError):
        pay(order, at=order.expires_at)
    expire_order(order_id=order.pk, at=order.expires_at)
    settle_deposit(deposit=OrderDeposit.objects.get(), at=order.expires_at)

    assert (OrderDeposit.objects.get().fate, Refund.objects.count()) == (DepositFate.KEPT, 0)
    assert follow(work).state == S.CALLED_OFF
    _is_true()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"deposit_fen": 20001}, "deposit"),
        ({"deposit_fen": 0}, "deposit"),
        ({"deposit_kind": DepositKind.ADVANCE, "deposit_fen": 100000}, "deposit"),
        ({"each_fen": 0}, "each_fen"),
        ({"make_days": 0}, "make_days"),
        ({"valid_days": 61}, "valid_days"),
        ({"text": " "}, "text"),
    ],
)
def test_what_cannot_be_quoted_writes_nothing(changes: dict[str, Any], field: str) -> None:
    work = asked()

    with pytest.raises(InvalidInput) as refusal:
        operations.quote(by=UserFactory(), work=work, offer=offer(**changes), at=NOW)

    assert refusal.value.field == field
    assert (BespokeWork.objects.get().state, BespokeEntry.objects.count()) == (S.ASKED, 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"words": ""}, "words"),
        ({"name": " "}, "name"),
        ({"phone": "12"}, "phone"),
        ({"quantity": 0}, "quantity"),
        ({"wished_on": NOW.date()}, "wished_on"),
        ({"pictures": ("00000000-0000-0000-0000-000000000000",)}, "specification"),
    ],
)
def test_what_cannot_be_asked_writes_nothing(changes: dict[str, Any], field: str) -> None:
    sku = custom_sku()

    with pytest.raises(InvalidInput) as refusal:
        asked(sku, **changes)

    assert (refusal.value.field, BespokeWork.objects.count()) == (field, 0)


def test_only_what_is_open_for_it_is_made_to_wishes() -> None:
    with pytest.raises(NotTaken):
        asked(custom_sku(is_open=False))
    with pytest.raises(InvalidInput):
        custom_sku(deposit_percent=21)
    assert BespokeWork.objects.count() == 0


def test_the_same_question_twice_is_one() -> None:
    sku, customer = custom_sku(), CustomerFactory()
    wish = rules.Wish(sku_id=sku.pk, quantity=1, name="林", phone="13800138000", words="字")

    first, second = (operations.ask(customer=customer, wish=wish, client_token="t", at=NOW) for _ in range(2))

    assert (first, BespokeEntry.objects.count()) == (second, 1)


def test_a_binding_quote_below_the_price_of_today_stands() -> None:
    work = quoted(each_fen=60000, deposit_fen=12000)

    line = order_of(accepted(work)).lines.get()

    assert (line.unit_price_fen, line.list_price_fen, line.surcharge_fen) == (60000, 60000, 0)
    _is_true()


def test_more_than_was_agreed_to_is_refused() -> None:
    work = quoted()

    with pytest.raises(ShopError):
        operations.accept(work=work, address=address(), expected_total_fen=99999, at=NOW)

    assert (Order.objects.count(), BespokeWork.objects.get().state) == (0, S.QUOTED)


def test_a_picture_is_shown_in_one_work_only() -> None:
    work = work_in(S.DESIGNING)
    with pytest.raises(InvalidInput):
        operations.send_proof(by=UserFactory(), work=work, pictures=[], text="", at=NOW)
    work = proof(work)
    shown = str(work.pictures.get().picture.public_id)
    operations.want_changes(work=work, text="红一点", at=NOW)

    with pytest.raises(InvalidInput):
        operations.send_proof(by=UserFactory(), work=work, pictures=[shown], text="", at=NOW)

    assert (BespokeWork.objects.get().rounds, picture().name) == (1, "proof.png")
