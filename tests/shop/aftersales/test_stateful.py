"""Cases and custom work in the hands of random people and a clock that jumps: the audit is clean after every step."""

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from microbrand import audit
from shop.aftersales import operations as cases
from shop.aftersales.enums import CaseKind, CaseReason
from shop.aftersales.models import Case
from shop.aftersales.rules import Finding
from shop.bespoke import operations as bespoke
from shop.bespoke.enums import BespokeState
from shop.core.errors import ShopError
from shop.core.models import OutboxEvent
from shop.core.operations import outbox
from shop.orders.enums import Fault
from shop.orders.operations import expire_due, store_picture
from shop.payments.models import Refund
from shop.payments.operations import refund_due, refund_order_part
from tests.factories import NOW
from tests.factories.aftersales import ask, received_order
from tests.factories.bespoke import follow, order_of, picture, quoted, work_in
from tests.factories.customers import address
from tests.factories.inventory import stocked_sku
from tests.factories.orders import ship
from tests.factories.payments import pay
from tests.factories.staff import UserFactory

pytestmark = pytest.mark.django_db

S = BespokeState
# That somebody comes round in time is not promised here: time decides without them.
CHECKS = [
    name
    for name in audit.names()
    if name not in {"cases do not stand still past their deadline", "events are delivered"}
]
PARCEL = {"carrier": "sf", "tracking_number": "SF26001"}


class Afterwards(RuleBasedStateMachine):
    """An order that has arrived, one of which cases ask for units, and custom work on its way."""

    @initialize()
    def open(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.at = NOW
        self.staff = UserFactory()
        self.order = received_order({stocked_sku(units=9, price_fen=1000): 4, stocked_sku(units=9, price_fen=333): 3})
        self.work = quoted()

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def attempt(self, step: Callable[[], object]) -> None:
        """A refusal is an answer; anything else is a defect."""
        try:
            with transaction.atomic():
                step()
        except ShopError:
            return

    @invariant()
    def everything_is_true(self) -> None:
        if hasattr(self, "work"):
            assert [row for row in audit.run(at=self.at, only=CHECKS) if row.breach_count] == []

    @rule(hours=st.sampled_from([1, 30, 80, 200]))
    def time_passes(self, hours: int) -> None:
        self.deliver()
        self.at += timedelta(hours=hours)

    def deliver(self) -> None:
        """What the outbox does within minutes: nothing here commits, so nobody else would."""
        with patch("django.utils.timezone.now", return_value=self.at):
            while waiting := OutboxEvent.objects.filter(delivered_at=None).order_by("pk").first():
                assert outbox.deliver(event_id=waiting.pk)

    @rule()
    def workers_come_round(self) -> None:
        cases.act_due(at=self.at)
        bespoke.act_due(at=self.at)
        expire_due(at=self.at)
        refund_due(at=self.at)
        follow(self.work, at=self.at)

    # Cases
    @rule(
        kind=st.sampled_from(CaseKind),
        reason=st.sampled_from([CaseReason.QUALITY, CaseReason.LOST, CaseReason.NO_REASON]),
        units=st.integers(1, 3),
        which=st.integers(0, 1),
    )
    def ask_for_something(self, kind: CaseKind, reason: CaseReason, units: int, which: int) -> None:
        line = list(self.order.lines.all())[which]
        self.attempt(lambda: ask(self.order, kind, reason, units={line.pk: units}, at=self.at))

    @rule(step=st.sampled_from(["agree", "offer", "refuse", "inspect", "send", "give back"]), good=st.integers(0, 3))
    def the_desk_acts(self, step: str, good: int) -> None:
        case = Case.objects.last()
        if case is None:
            return
        by, at = self.staff, self.at
        steps: dict[str, Callable[[], object]] = {
            "agree": lambda: cases.agree(by=by, case=case, at=at),
            "offer": lambda: cases.make_offer(by=by, case=case, amount_fen=700, text="x", at=at),
            "refuse": lambda: cases.refuse(by=by, case=case, text="x", at=at),
            "inspect": lambda: cases.inspect(
                by=by,
                case=case,
                findings={row.pk: Finding(good=min(good, row.units)) for row in case.lines.all()},
                at=at,
            ),
            "send": lambda: cases.send_replacement(by=by, case=case, at=at, **PARCEL),
            # Beside any case.
            "give back": lambda: refund_order_part(
                order=self.order, amount_fen=900, reason="x", at=at, by=by, key=f"desk:{Refund.objects.count()}"
            ),
        }
        self.attempt(steps[step])

    @rule(step=st.sampled_from(["accept", "object", "withdraw", "post", "arrived", "money"]))
    def the_shopper_acts(self, step: str) -> None:
        case = Case.objects.last()
        if case is None:
            return
        steps: dict[str, Callable[[], object]] = {
            "accept": lambda: cases.accept_offer(case=case, at=self.at),
            "object": lambda: cases.object_to_offer(case=case, text="x", at=self.at),
            "withdraw": lambda: cases.withdraw(case=case, at=self.at),
            "post": lambda: cases.send_back(case=case, at=self.at, **PARCEL),
            "arrived": lambda: cases.confirm_replacement(case=case, at=self.at),
            "money": lambda: cases.take_money(case=case, at=self.at),
        }
        self.attempt(steps[step])

    # Custom work
    @rule(state=st.sampled_from([S.DESIGNING, S.PROOF, S.BALANCE]))
    def another_work(self, state: BespokeState) -> None:
        self.work = work_in(state, at=self.at)

    @rule(
        step=st.sampled_from(["quote", "decline", "proof", "finish", "call off", "ship"]), fault=st.sampled_from(Fault)
    )
    def the_maker_acts(self, step: str, fault: Fault) -> None:
        work, by, at = self.work, self.staff, self.at
        steps: dict[str, Callable[[], object]] = {
            "quote": lambda: quoted(work, at=at),
            "decline": lambda: bespoke.decline(by=by, work=work, text="x", at=at),
            "proof": lambda: bespoke.send_proof(
                by=by,
                work=work,
                pictures=[str(store_picture(customer=work.customer, upload=picture(), at=at).public_id)],
                text="",
                at=at,
            ),
            "finish": lambda: bespoke.finish(by=by, work=work, at=at),
            "call off": lambda: bespoke.call_off(by=by, work=work, fault=fault, text="x", at=at),
            "ship": lambda: ship(order_of(work), at=at),
        }
        if work.order_id or step in {"quote", "decline"}:
            self.attempt(steps[step])
        self.work = follow(work, at=at)

    @rule(step=st.sampled_from(["different", "accept", "pay", "approve", "changes", "withdraw", "end"]))
    def the_customer_acts(self, step: str) -> None:
        work, at = self.work, self.at
        steps: dict[str, Callable[[], object]] = {
            "different": lambda: bespoke.ask_again(work=work, text="x", at=at),
            "accept": lambda: bespoke.accept(work=work, address=address(), expected_total_fen=work.goods_fen, at=at),
            "pay": lambda: pay(order_of(work), at=at),
            "approve": lambda: bespoke.approve(work=work, seen=work.rounds, at=at),
            "changes": lambda: bespoke.want_changes(work=work, text="x", at=at),
            "withdraw": lambda: bespoke.withdraw(work=work, at=at),
            "end": lambda: bespoke.call_off(work=work, at=at),
        }
        if work.order_id or step != "pay":
            self.attempt(steps[step])
        self.work = follow(work, at=at)


@pytest.mark.once
def test_cases_and_custom_work_leave_everything_true() -> None:
    run_state_machine_as_test(
        Afterwards,
        settings=settings(
            max_examples=3,
            stateful_step_count=8,
            phases=[Phase.generate],
            derandomize=True,
            deadline=None,
        ),
    )
