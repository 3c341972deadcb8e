"""Places, lots, conditions, a bundle and a quota, in any order of events.

The audit is clean after every step, and ``available`` is the truth: so many units can be sold, and not one more.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from microbrand import audit
from shop.core.errors import ShopError
from shop.inventory.enums import Condition
from shop.inventory.models import Balance, Place
from shop.inventory.operations import (
    LotData,
    Spot,
    change_condition,
    confirm,
    fulfil,
    move_stock,
    receive,
    release,
    reserve,
    save_quota,
    set_levels,
    transfer,
    write_off,
)
from shop.inventory.queries import available
from tests.factories import NOW
from tests.factories.inventory import bundle, dated_sku, make_place, stocked_sku

pytestmark = pytest.mark.django_db

CHECKS = [
    "stock on hand = sum of sellable balances",
    "balance of a place, lot and condition = sum of its movements",
    "movement balance = running sum",
    "stock reserved = sum of held and confirmed reservations",
    "shipped reservations = shipping movements",
    "moved stock arrives: movements of a transfer cancel out",
    "units of a quota taken = sum of uses",
    "bundles draw on goods that have stock, and have none of their own",
    "stock sold by its guard alone has no expiry, quota or components",
]


class Shelves(RuleBasedStateMachine):
    """Apples with dates, honey without, a box of both; a shop beside the warehouse; a clock."""

    units = st.integers(1, 4)
    documents = st.sampled_from(["A", "B", "C"])
    parts = st.sampled_from([0, 1])

    @initialize()
    def open(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.at: datetime = NOW
        today = timezone.localdate(NOW)
        self.apples = dated_sku(units=6, expires_on=today + timedelta(days=1))
        self.honey = stocked_sku(units=5)
        self.box = bundle({self.apples: 2, self.honey: 1})
        self.skus = [self.apples, self.honey, self.box]
        save_quota(by=None, name="Q", limit=6, sku_ids=[self.box.pk, self.honey.pk])
        self.places = [Place.objects.default(), make_place("shop")]
        self.held: set[str] = set()

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def tried(self, operation: Any, **arguments: Any) -> bool:
        try:
            with transaction.atomic():
                operation(**arguments)
        except ShopError:
            return False
        return True

    def some_spot(self, sku: Any, pick: int) -> Spot:
        rows = Balance.objects.filter(stock=sku.pk, on_hand__gt=0).order_by("pk")
        row = rows[pick % len(rows)] if rows else None
        return (
            Spot(place_id=row.place_id, lot_id=row.lot_id, condition=row.condition)
            if row
            else Spot(place_id=self.places[0].pk)
        )

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.at += timedelta(hours=hours)

    @rule(
        days=st.none() | st.integers(0, 4), units=units, where=st.integers(0, 1), condition=st.sampled_from(Condition)
    )
    def apples_arrive(self, days: int | None, units: int, where: int, condition: Condition) -> None:
        lot = LotData(code=f"L{days}{self.at:%d}") if days is None else None
        if days is not None:
            last_day = timezone.localdate(self.at) + timedelta(days=days)
            lot = LotData(code=f"{last_day}", expires_on=last_day)
        receive(
            by=None, sku=self.apples, units=units, lot=lot, place=self.places[where], condition=condition, at=self.at
        )

    @rule(which=parts, units=units, pick=st.integers(0, 9), to=st.integers(0, 1))
    def carry(self, which: int, units: int, pick: int, to: int) -> None:
        sku = self.skus[which]
        origin = self.some_spot(sku, pick)
        self.tried(transfer, by=None, sku=sku, units=units, origin=origin, to=self.places[to], at=self.at)

    @rule(which=parts, units=units, pick=st.integers(0, 9), condition=st.sampled_from(Condition))
    def sort(self, which: int, units: int, pick: int, condition: Condition) -> None:
        sku = self.skus[which]
        origin = self.some_spot(sku, pick)
        self.tried(
            change_condition, by=None, sku=sku, units=units, origin=origin, condition=condition, at=self.at, note="x"
        )

    @rule(which=parts, units=units, pick=st.integers(0, 9))
    def throw_away(self, which: int, units: int, pick: int) -> None:
        sku = self.skus[which]
        origin = self.some_spot(sku, pick)
        self.tried(write_off, by=None, sku=sku, units=units, origin=origin, reason="lost", at=self.at, note="x")

    @rule(which=parts, delta=st.integers(-3, 3))
    def count(self, which: int, delta: int) -> None:
        self.tried(move_stock, by=None, sku=self.skus[which], delta=delta, reason="correct", at=self.at)

    @rule(safety=st.integers(0, 2))
    def keep_some(self, safety: int) -> None:
        set_levels(by=None, sku=self.honey, safety=safety, low_at=None)

    @rule(document=documents, which=st.integers(0, 2), units=units)
    def hold(self, document: str, which: int, units: int) -> None:
        """Exactly what ``available`` says can be held, and no more."""
        if document in self.held:
            return
        sku = self.skus[which]
        free = available([sku.pk], at=self.at)[sku.pk]
        deadline = self.at + timedelta(hours=5)

        held = self.tried(reserve, quantities={sku.pk: units}, reference=document, expires_at=deadline, at=self.at)

        assert held == (units <= free), (units, free)
        if held:
            self.held.add(document)

    @rule(document=documents)
    def cancel(self, document: str) -> None:
        release(reference=document)
        self.held.discard(document)

    @rule(document=documents)
    def pay_and_ship(self, document: str) -> None:
        if document in self.held and confirm(reference=document):
            self.tried(fulfil, by=None, reference=document, at=self.at)

    @invariant()
    def books_agree(self) -> None:
        if hasattr(self, "skus"):
            assert [row for row in audit.run(at=self.at, only=CHECKS) if row.breach_count] == []
            assert min(available([sku.pk for sku in self.skus], at=self.at).values()) >= 0


@pytest.mark.once
def test_stock_adds_up_and_available_is_the_truth() -> None:
    run_state_machine_as_test(
        Shelves, settings=settings(max_examples=10, stateful_step_count=20, phases=[Phase.generate])
    )
