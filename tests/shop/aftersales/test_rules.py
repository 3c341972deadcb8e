"""The pure decisions: every pair of states, deadlines, the statutory return, what units are worth."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.aftersales import rules
from shop.aftersales.enums import CaseKind, CaseReason, CaseState, ReturnException
from shop.aftersales.rules import LineMoney, OrderFacts, Terms, can_become, kinds_for, state_at, timeout
from shop.catalog.enums import ProductKind
from shop.orders.enums import OrderStatus
from tests.factories import NOW

pytestmark = pytest.mark.once
K, S, R = CaseKind, CaseState, CaseReason
ENDS = {S.SETTLED, S.REFUSED, S.WITHDRAWN}
HOUR = timedelta(hours=1)


def facts(status: OrderStatus = OrderStatus.COMPLETED, **changes: object) -> OrderFacts:
    values: dict = {"status": status, "needs_shipping": True, "paid_at": NOW, "completed_at": NOW, **changes}
    return OrderFacts(**values)


@pytest.mark.parametrize("kind", CaseKind)
def test_every_pair_of_states_is_in_the_table_or_impossible(kind: CaseKind) -> None:
    steps = {(old, new) for old in S for new in S if can_become(kind, old, new)}
    assert steps == {(old, new) for old, many in rules.TRANSITIONS[kind].items() for new in many}
    # What is over is over, and everything that can be reached comes to an end.
    assert not {old for old, _new in steps} & ENDS
    reached, todo = set(), [S.ASKED]
    while todo:
        state = todo.pop()
        if state not in reached:
            reached.add(state)
            todo += [new for old, new in steps if old == state]
    assert reached >= {old for old, _new in steps}
    assert reached & ENDS


@pytest.mark.parametrize("kind", CaseKind)
def test_time_only_takes_steps_of_the_table_and_brings_all_but_a_late_replacement_to_an_end(kind: CaseKind) -> None:
    for state in rules.TRANSITIONS[kind]:
        after = timeout(kind, state)
        if state == S.REPLACING:
            assert after is None
            continue
        assert after is not None
        assert can_become(kind, state, after)
        assert state_at(kind, state, NOW, NOW + timedelta(days=365)) in ENDS | {S.REPLACING}


def test_silence_is_a_yes_and_nothing_sent_is_a_withdrawal() -> None:
    at = NOW + timedelta(hours=48)
    assert state_at(K.RETURN, S.ASKED, at, at - HOUR) == S.ASKED
    assert state_at(K.RETURN, S.ASKED, at, at) == S.RETURNING
    assert state_at(K.RETURN, S.ASKED, at, at + timedelta(days=7)) == S.WITHDRAWN
    assert state_at(K.REFUND, S.ASKED, at, at) == S.SETTLED
    assert state_at(K.RESHIP, S.ASKED, at, at + timedelta(days=99)) == S.REPLACING
    assert state_at(K.EXCHANGE, S.SENT, at, at) == S.REPLACING
    assert state_at(K.EXCHANGE, S.RESENT, at, at) == S.SETTLED


@given(
    st.sampled_from(K),
    st.sampled_from(S),
    st.integers(min_value=-30 * 24, max_value=30 * 24),
)
@settings(max_examples=60, deadline=None)
def test_the_spans_of_a_list_are_state_at_turned_round(kind: CaseKind, state: CaseState, hours: int) -> None:
    due_at = None if state in ENDS else NOW - timedelta(hours=hours)
    if state not in {*rules.TRANSITIONS[kind], *(one for many in rules.TRANSITIONS[kind].values() for one in many)}:
        return

    def covers(span: rules.Span) -> bool:
        if (span.kind, span.state) != (kind, state):
            return False
        if span.over is not None and (due_at is None or due_at > NOW - span.over):
            return False
        return span.within is None or (due_at is not None and due_at > NOW - span.within)

    said = [wanted for wanted in S if any(covers(span) for span in rules.spans(wanted))]
    assert said == [state_at(kind, state, due_at, NOW)]


def test_seven_days_count_from_the_day_after_receipt_to_the_end_of_the_last() -> None:
    # 12:00 UTC on 1 October is 20:00 in Shanghai; the seventh day after it is the 8th.
    until = rules.no_reason_until(facts(), Terms())
    assert until == datetime(2026, 10, 8, 16, 0, tzinfo=UTC)
    assert rules.is_returnable(facts(), Terms(), until - timedelta(seconds=1))
    assert not rules.is_returnable(facts(), Terms(), until)
    assert rules.is_returnable(facts(), Terms(days=30), until)
    # On its way: the time has not begun.
    assert rules.is_returnable(facts(OrderStatus.SHIPPED, completed_at=None), Terms(), NOW + timedelta(days=99))


@pytest.mark.parametrize("exception", ReturnException)
def test_the_exceptions_of_the_law_are_not_returned_without_a_reason(exception: ReturnException) -> None:
    assert not rules.is_returnable(facts(), Terms(exception=exception), NOW)
    assert rules.no_reason_until(facts(), Terms(exception=exception)) is None


def test_what_a_product_is_decides_where_nothing_was_said() -> None:
    assert {kind: rules.default_exception(kind) for kind in ProductKind if rules.default_exception(kind)} == {
        ProductKind.MADE_TO_ORDER: "custom",
        ProductKind.PAID_CONTENT: "digital",
    }


@pytest.mark.parametrize(
    ("status", "line_kind", "kinds"),
    [
        (OrderStatus.PENDING, "physical", set()),
        (OrderStatus.CANCELLED, "physical", set()),
        (OrderStatus.PAID, "physical", {K.REFUND}),
        (OrderStatus.SHIPPED, "physical", {K.REFUND, K.RETURN, K.EXCHANGE, K.RESHIP}),
        (OrderStatus.COMPLETED, "physical", {K.REFUND, K.RETURN, K.EXCHANGE, K.RESHIP}),
        (OrderStatus.COMPLETED, "made_to_order", {K.REFUND, K.RETURN, K.RESHIP}),
        (OrderStatus.COMPLETED, "voucher", {K.REFUND}),
        (OrderStatus.COMPLETED, "paid_content", {K.REFUND}),
    ],
)
def test_what_can_be_asked_for(status: OrderStatus, line_kind: str, kinds: set) -> None:
    assert kinds_for(facts(status), line_kind, NOW) == kinds


def test_faults_are_reported_in_fifteen_days_and_by_staff_at_any_time() -> None:
    over = datetime(2026, 10, 16, 16, 0, tzinfo=UTC)
    assert kinds_for(facts(), "physical", over - timedelta(seconds=1))
    assert kinds_for(facts(), "physical", over) == set()
    assert K.RETURN in kinds_for(facts(), "physical", over, by_staff=True)


@given(
    total=st.integers(min_value=0, max_value=10**9),
    cuts=st.lists(st.integers(min_value=1, max_value=9), min_size=1, max_size=6),
    before=st.integers(min_value=0, max_value=10**6),
)
@settings(max_examples=60, deadline=None)
def test_what_goes_back_piece_by_piece_is_what_was_paid(total: int, cuts: list[int], before: int) -> None:
    refunded, returned = min(before, total), 0
    for units in cuts:
        money = LineMoney(total_fen=total, quantity=sum(cuts), refunded_fen=refunded, returned=returned)
        worth = money.worth(units)
        assert 0 <= worth <= total - refunded
        refunded, returned = refunded + worth, returned + units
    assert refunded == total


def test_a_case_reads_its_own_reasons() -> None:
    assert R.NO_REASON in rules.reasons_for(K.RETURN, is_shipped=True)
    assert all(R.NO_REASON not in rules.reasons_for(kind, is_shipped=True) for kind in K if kind != K.RETURN)
    assert rules.reasons_for(K.REFUND, is_shipped=False)[0] == R.UNWANTED
