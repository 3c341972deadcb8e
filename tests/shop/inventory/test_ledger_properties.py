"""Whatever happens to stock, in whatever order: nothing is oversold and the books add up after every step."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from microbrand import audit
from shop.core.errors import ShopError
from shop.inventory import queries
from shop.inventory.enums import MovementReason, ReservationState
from shop.inventory.models import Reservation
from shop.inventory.operations import confirm, count_stock, fulfil, move_stock, release, release_expired, reserve
from tests.factories import NOW
from tests.factories.inventory import stock_of, stocked_sku

pytestmark = pytest.mark.django_db

STOCK_CHECKS = [
    "stock on hand = sum of sellable balances",
    "balance of a place, lot and condition = sum of its movements",
    "movement balance = running sum",
    "stock reserved = sum of held and confirmed reservations",
    "shipped reservations = shipping movements",
]
LIVE = {"held", "confirmed"}


class Warehouse(RuleBasedStateMachine):
    """Two SKUs, a clock, and a model in plain Python beside the real thing."""

    documents = st.sampled_from(["A", "B", "C", "D"])
    which = st.integers(0, 1)

    @initialize()
    def open(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.at: datetime = NOW
        self.skus = [stocked_sku(units=5), stocked_sku(units=3)]
        self.on_hand = [5, 3]
        # reference -> {sku index: (units, state, deadline)}
        self.books: dict[str, dict[int, tuple[int, str, datetime]]] = {}

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def promised(self, index: int, *, at: datetime | None = None) -> int:
        """Units in live lines; with ``at`` only those that still bind then."""
        return sum(
            units
            for lines in self.books.values()
            for sku, (units, state, deadline) in lines.items()
            if sku == index and (state == "confirmed" or (state == "held" and (at is None or deadline > at)))
        )

    def tried(self, operation: Any, **arguments: Any) -> bool:
        try:
            with transaction.atomic():
                operation(**arguments)
        except ShopError:
            return False
        return True

    @rule(minutes=st.integers(1, 20))
    def time_passes(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @rule(document=documents, first=st.integers(0, 3), second=st.integers(0, 3), minutes=st.integers(1, 30))
    def hold(self, document: str, first: int, second: int, minutes: int) -> None:
        wanted = {index: units for index, units in enumerate((first, second)) if units}
        if not wanted or any(line[1] != "released" for line in self.books.get(document, {}).values()):
            return
        deadline = self.at + timedelta(minutes=minutes)
        possible = all(units <= self.on_hand[i] - self.promised(i, at=self.at) for i, units in wanted.items())

        held = self.tried(
            reserve,
            quantities={self.skus[i].pk: units for i, units in wanted.items()},
            reference=document,
            expires_at=deadline,
            at=self.at,
        )

        assert held == possible
        if held:
            self.forget_released(wanted)
            self.books[document] = {i: (units, "held", deadline) for i, units in wanted.items()}

    def forget_released(self, indexes: Any) -> None:
        """A hold past its deadline gives way when its units are wanted, and only then."""
        for reference, lines in self.books.items():
            for index, (units, state, deadline) in lines.items():
                real = Reservation.objects.filter(reference=reference, stock=self.skus[index].pk).latest("id").state
                if state == "held" and real == "released":
                    assert deadline <= self.at
                    assert index in indexes
                    lines[index] = (units, "released", deadline)

    @rule(document=documents)
    def pay(self, document: str) -> None:
        lines = self.books.get(document, {})
        released = Reservation.objects.filter(reference=document, state="released").values("stock")
        lost = released.exclude(
            stock__in=Reservation.objects.filter(reference=document).exclude(state="released").values("stock")
        )

        paid = confirm(reference=document)

        assert paid == (not lost.exists())
        if paid:
            for index, (units, state, deadline) in lines.items():
                lines[index] = (units, "confirmed" if state == "held" else state, deadline)

    @rule(document=documents)
    def ship(self, document: str) -> None:
        fulfil(by=None, reference=document, at=self.at)
        for index, (units, state, deadline) in self.books.get(document, {}).items():
            if state == "confirmed":
                self.on_hand[index] -= units
                self.books[document][index] = (units, "fulfilled", deadline)

    @rule(document=documents)
    def cancel(self, document: str) -> None:
        lines = self.books.get(document, {})

        assert release(reference=document) == sum(state in LIVE for _units, state, _deadline in lines.values())

        for index, (units, state, deadline) in lines.items():
            lines[index] = (units, "released" if state in LIVE else state, deadline)

    @rule(index=which)
    def sweep(self, index: int) -> None:
        release_expired(at=self.at, sku_id=self.skus[index].pk)
        for lines in self.books.values():
            if index in lines and lines[index][1] == "held" and lines[index][2] <= self.at:
                lines[index] = (lines[index][0], "released", lines[index][2])

    @rule(index=which, delta=st.integers(-4, 4))
    def move(self, index: int, delta: int) -> None:
        possible = delta != 0 and self.on_hand[index] + delta >= self.promised(index)

        moved = self.tried(
            move_stock, by=None, sku=self.skus[index], delta=delta, reason=MovementReason.CORRECT, at=self.at
        )

        assert moved == possible
        self.on_hand[index] += delta if moved else 0

    @rule(index=which, counted=st.integers(0, 6), seen=st.integers(-1, 1))
    def count(self, index: int, counted: int, seen: int) -> None:
        expected = self.on_hand[index] + seen
        possible = seen == 0 and counted >= self.promised(index)

        done = self.tried(count_stock, by=None, sku=self.skus[index], counted=counted, expected=expected, at=self.at)

        assert done == possible
        self.on_hand[index] = counted if done else self.on_hand[index]

    @invariant()
    def books_agree(self) -> None:
        if not hasattr(self, "skus"):
            return
        free = queries.available([sku.pk for sku in self.skus], at=self.at)
        for index, sku in enumerate(self.skus):
            assert stock_of(sku) == (self.on_hand[index], self.promised(index))
            assert free[sku.pk] == self.on_hand[index] - self.promised(index, at=self.at) >= 0
        assert [row for row in audit.run(at=self.at, only=STOCK_CHECKS) if row.breach_count] == []


@pytest.mark.once
def test_stock_adds_up_after_every_step() -> None:
    run_state_machine_as_test(
        Warehouse, settings=settings(max_examples=20, stateful_step_count=20, phases=[Phase.generate])
    )


def test_the_model_knows_every_state() -> None:
    assert set(ReservationState.values) == LIVE | {"fulfilled", "released"}
