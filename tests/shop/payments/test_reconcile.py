"""A vendor's bill against our books: matched, missing here, missing there, different; settled with a reason."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from shop.core.errors import InvalidInput, StaleState
from shop.ledger.enums import Account
from shop.ledger.models import Entry, Line
from shop.ledger.queries import balance_of
from shop.orders.models import Order
from shop.payments.enums import StatementKind
from shop.payments.errors import GatewayUnavailable, StatementNotReady
from shop.payments.gateways import StatementLine
from shop.payments.gateways.sandbox.gateway import Gateway
from shop.payments.models import Payment, Refund, Statement, StatementEntry
from shop.payments.operations import (
    execute_refund,
    reconcile,
    reconcile_due,
    reopen_entry,
    request_refund,
    resolve_entry,
)
from tests.factories import NOW
from tests.factories.orders import place
from tests.factories.payments import hear, pay, said, start
from tests.factories.staff import member

pytestmark = pytest.mark.django_db

DAY = timezone.localdate(NOW)
# The morning after, when bills are to be had.
MORNING = (NOW + timedelta(days=1)).replace(hour=2, minute=5)


class Vendor:
    """The bills that the sandbox has here, by day."""

    def __init__(self) -> None:
        self.bills: dict[date, list[StatementLine]] = {}
        self.asked: list[date] = []
        self.fault: Exception | None = None

    def bill(self, *lines: StatementLine, day: date = DAY) -> None:
        self.bills[day] = list(lines)

    def statement(self, day: date) -> list[StatementLine]:
        self.asked.append(day)
        if self.fault:
            raise self.fault
        return self.bills.get(day, [])


@pytest.fixture
def vendor(monkeypatch: pytest.MonkeyPatch) -> Iterator[Vendor]:
    vendor = Vendor()
    monkeypatch.setattr(Gateway, "has_statements", True)
    monkeypatch.setattr(Gateway, "statement", lambda self, day: vendor.statement(day))
    return vendor


def line(row: Payment | Refund, **changes: Any) -> StatementLine:
    fields: dict[str, Any] = {
        "kind": StatementKind.REFUND if isinstance(row, Refund) else StatementKind.PAYMENT,
        "reference": row.reference,
        "provider_reference": f"P{row.reference}",
        "amount_fen": row.amount_fen,
        "fee_fen": 41,
        "at": NOW,
        **changes,
    }
    return StatementLine(**fields)


def compared(day: date = DAY, at: datetime = MORNING) -> dict[str, str]:
    """Outcomes by reference after comparing."""
    statement = reconcile(gateway_code="sandbox", day=day, at=at)
    assert statement.error == ""
    return dict(statement.entries.values_list("reference", "outcome"))


def returned(payment: Payment, fen: int, at: datetime = NOW) -> Refund:
    refund = request_refund(payment=payment, amount_fen=fen, reason="x", at=at, key=f"part-{fen}")
    execute_refund(refund_id=refund.pk, at=at)
    refund.refresh_from_db()
    return refund


def test_what_agrees_is_matched(vendor: Vendor) -> None:
    payment = pay(place())
    refund = returned(payment, 500)
    vendor.bill(line(payment), line(refund, fee_fen=-3))

    assert compared() == {payment.reference: "matched", refund.reference: "matched"}

    first, second = StatementEntry.objects.all()
    assert (first.billed_fen, first.booked_fen, first.fee_fen, first.payment) == (6800, 6800, 41, payment)
    assert (second.billed_fen, second.booked_fen, second.fee_fen, second.refund) == (500, 500, -3, refund)


def test_each_kind_of_difference_has_its_name(vendor: Vendor) -> None:
    other_amount, unbilled, pending = pay(place()), pay(place()), start(place())
    unsent = returned(pay(place()), 300)
    kept = Payment.objects.get(pk=unsent.payment_id)
    vendor.bill(
        line(other_amount, amount_fen=6801),
        line(kept),
        line(pending),
        line(pending, reference="SOMEBODYELSE"),
        line(pending, kind=StatementKind.REFUND, reference="RUNKNOWN"),
    )

    assert compared() == {
        other_amount.reference: "different",
        kept.reference: "matched",
        pending.reference: "not_here",
        "SOMEBODYELSE": "not_here",
        "RUNKNOWN": "not_here",
        unbilled.reference: "not_there",
        unsent.reference: "not_there",
    }


def test_billed_twice_differs(vendor: Vendor) -> None:
    payment = pay(place())
    vendor.bill(line(payment), line(payment))

    assert compared() == {payment.reference: "different"}
    assert StatementEntry.objects.get().billed_fen == 2 * payment.amount_fen


def test_money_whose_messages_were_all_lost_is_found_by_the_bill(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = start(place())
    monkeypatch.setattr(Gateway, "query", lambda self, reference: said(payment))
    vendor.bill(line(payment))

    assert compared() == {payment.reference: "matched"}
    assert Order.objects.get().status == "paid"


def test_a_vendor_that_is_silent_about_one_payment_spares_the_others(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid, silent = pay(place()), start(place())

    def query(self: Gateway, *, reference: str) -> None:
        raise GatewayUnavailable

    monkeypatch.setattr(Gateway, "query", query)
    vendor.bill(line(paid), line(silent))

    assert compared() == {paid.reference: "matched", silent.reference: "not_here"}


def test_what_the_bill_of_the_day_before_has_is_not_missing(vendor: Vendor) -> None:
    payment = pay(place())
    refund = returned(payment, 500, at=NOW + timedelta(days=1))
    vendor.bill(line(payment), line(refund))
    vendor.bill(day=DAY + timedelta(days=1))
    compared()

    assert compared(DAY + timedelta(days=1)) == {}


def test_what_a_later_bill_has_is_not_missing_any_more(vendor: Vendor) -> None:
    payment = pay(place())
    assert compared() == {payment.reference: "not_there"}

    vendor.bill(line(payment), day=DAY + timedelta(days=1))

    assert compared(DAY + timedelta(days=1)) == {payment.reference: "matched"}
    assert StatementEntry.objects.count() == 1


def test_comparing_again_follows_the_bill_and_keeps_what_was_settled(vendor: Vendor) -> None:
    by = member("Owner")
    kept, mended, gone = pay(place()), pay(place()), pay(place())
    vendor.bill(*(line(payment, amount_fen=1) for payment in (kept, mended, gone)), line(gone, reference="GONE"))
    compared()
    for entry in StatementEntry.objects.exclude(reference="GONE"):
        resolve_entry(entry=entry, reason="called them", by=by, at=MORNING)

    vendor.bill(line(kept, amount_fen=1), line(mended), line(gone, amount_fen=2))
    compared()

    rows = StatementEntry.objects.values_list("reference", "outcome", "resolution")
    assert set(rows) == {
        (kept.reference, "different", "called them"),
        (mended.reference, "matched", ""),
        (gone.reference, "different", ""),
    }


@pytest.mark.parametrize("fault", [StatementNotReady(), GatewayUnavailable(), ValueError("no column")])
def test_a_bill_that_does_not_come_is_noted_and_asked_for_again(vendor: Vendor, fault: Exception) -> None:
    payment = pay(place())
    vendor.fault = fault
    assert reconcile_due(at=MORNING) == 0
    statement = Statement.objects.get()
    assert (statement.fetched_at, statement.error, statement.entries.count()) == (None, str(fault), 0)

    vendor.fault = None
    vendor.bill(line(payment))
    assert reconcile_due(at=MORNING + timedelta(minutes=59)) == 0
    assert reconcile_due(at=MORNING + timedelta(minutes=60)) == 1
    assert reconcile_due(at=MORNING + timedelta(days=1, hours=-3)) == 0
    statement.refresh_from_db()
    assert (statement.error, statement.entries.get().outcome) == ("", "matched")


def test_days_are_asked_for_from_the_first_payment_on_oldest_first(vendor: Vendor) -> None:
    assert reconcile_due(at=MORNING) == 0
    pay(place())

    assert reconcile_due(at=MORNING - timedelta(hours=1)) == 0
    assert reconcile_due(at=MORNING + timedelta(days=2)) == 3
    assert vendor.asked == [DAY, DAY + timedelta(days=1), DAY + timedelta(days=2)]


def test_a_difference_is_settled_once_with_a_reason_and_can_be_reopened(vendor: Vendor) -> None:
    by = member("Owner")
    payment = pay(place())
    vendor.bill(line(payment, amount_fen=1))
    compared()
    entry = StatementEntry.objects.get()

    with pytest.raises(InvalidInput):
        resolve_entry(entry=entry, reason="  ", by=by, at=MORNING)
    resolve_entry(entry=entry, reason=" paid  at the counter ", by=by, at=MORNING)
    with pytest.raises(StaleState):
        resolve_entry(entry=entry, reason="again", by=by, at=MORNING)

    entry.refresh_from_db()
    assert (entry.resolution, entry.resolved_by, entry.resolved_at) == ("paid at the counter", by, MORNING)
    reopen_entry(entry=entry, by=by, at=MORNING)
    with pytest.raises(StaleState):
        reopen_entry(entry=entry, by=by, at=MORNING)
    entry.refresh_from_db()
    assert (entry.resolution, entry.resolved_by, entry.is_open) == ("", None, True)


def booked() -> list[int]:
    """What was put on the account of differences."""
    return [-amount for amount in Line.objects.filter(account="differences").values_list("amount_fen", flat=True)]


def test_a_difference_that_stays_is_booked_and_taken_back_with_its_settlement(vendor: Vendor) -> None:
    by = member("Owner")
    payment = pay(place())
    vendor.bill(line(payment, amount_fen=payment.amount_fen - 41))
    compared()
    entry = StatementEntry.objects.get()

    resolve_entry(entry=entry, reason="fee", by=by, at=MORNING, book=True)
    assert booked() == [-41]
    # The same bill again says the same.
    compared()
    assert booked() == [-41]
    reopen_entry(entry=entry, by=by, at=MORNING)
    assert booked() == [-41, 41]
    resolve_entry(entry=entry, reason="fee", by=by, at=MORNING, book=True)
    assert booked() == [-41, 41, -41]
    # The gateway mends its bill: nothing differs any more.
    vendor.bill(line(payment))
    compared()

    assert sum(booked()) == 0
    assert set(Entry.objects.filter(kind="difference").values_list("topic", flat=True)) == {f"D{entry.pk}"}


def test_the_fees_of_a_bill_are_an_expense_once_and_mended_with_it(vendor: Vendor) -> None:
    payment = pay(place())
    refund = request_refund(payment=payment, amount_fen=1000, reason="x", at=NOW, key="a")
    execute_refund(refund_id=refund.pk, at=NOW)
    vendor.bill(line(payment), line(refund, fee_fen=-6))

    def fees() -> list[int]:
        compared()
        return list(Line.objects.filter(account="fees").order_by("pk").values_list("amount_fen", flat=True))

    assert fees() == [35]
    # Fetched again it says the same.
    assert fees() == [35]
    assert balance_of(Account.RECEIVABLE) == payment.amount_fen - 1000 - 35
    vendor.bill(line(payment, fee_fen=40), line(refund, fee_fen=-6))
    assert fees() == [35, -1]
    assert [entry.document for entry in Entry.objects.filter(kind="fees").order_by("pk")] == [
        f"F{Statement.objects.get().pk}-1",
        f"F{Statement.objects.get().pk}-2",
    ]


def test_a_refund_that_is_billed_higher_is_a_loss_and_one_that_vanishes_is_taken_back(vendor: Vendor) -> None:
    payment = pay(place())
    refund = request_refund(payment=payment, amount_fen=1000, reason="x", at=NOW, key="a")
    execute_refund(refund_id=refund.pk, at=NOW)
    unknown = StatementLine(
        kind=StatementKind.PAYMENT, reference="X1", provider_reference="", amount_fen=500, fee_fen=0, at=NOW
    )
    vendor.bill(line(payment), line(refund, amount_fen=1300), unknown)
    compared()
    for entry in StatementEntry.objects.exclude(outcome="matched").order_by("-kind"):
        resolve_entry(entry=entry, reason="x", by=member("Owner"), at=MORNING, book=True)
    assert sorted(booked()) == [-300, 500]

    vendor.bill(line(payment), line(refund, amount_fen=1300))
    compared()

    assert sum(booked()) == -300


def test_what_agrees_cannot_be_settled(vendor: Vendor) -> None:
    payment = pay(place())
    vendor.bill(line(payment))
    compared()

    with pytest.raises(StaleState):
        resolve_entry(entry=StatementEntry.objects.get(), reason="x", by=member("Owner"), at=MORNING)
    assert hear(payment) == "already"
