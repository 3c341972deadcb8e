"""Sums that are kept: the trial balance says the same with and without them, and reads no more than it must."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from microbrand import audit
from shop.ledger import summing
from shop.ledger.enums import Account, EntryKind
from shop.ledger.models import DayTotal, Summary
from shop.ledger.operations import credit, debit, post
from shop.ledger.queries import balances, start_of
from shop.ledger.summing import sum_up
from tests.factories import NOW

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)


def book(document: str, amount_fen: int, *, at: datetime = NOW, gateway: str = "sandbox") -> None:
    lines = [debit(Account.RECEIVABLE, amount_fen, gateway=gateway), credit(Account.ADVANCES, amount_fen)]
    post(document=document, kind=EntryKind.PAYMENT, lines=lines, at=at)


def told(first: date, last: date) -> list[tuple[Any, ...]]:
    rows = balances(first=first, last=last)
    return [(row.account, row.gateway, row.before_fen, row.debit_fen, row.credit_fen) for row in rows]


def totals() -> list[tuple[Any, ...]]:
    rows = DayTotal.objects.order_by("summary", "day", "account", "gateway")
    return list(rows.values_list("day", "account", "gateway", "debit_fen", "credit_fen"))


def is_clean() -> bool:
    [found] = audit.run(at=NOW, only=["books: what is kept of each day is the sum of the entries behind it"])
    return not found.breach_count


def test_the_trial_balance_is_the_same_with_and_without_what_is_kept() -> None:
    book("P1", 100, at=NOW - 3 * DAY)
    book("P2", 20, at=NOW - DAY)
    book("P3", 3, at=NOW, gateway="other")
    # The last moment of a day of the shop, and the first of the next.
    book("P4", 4000, at=start_of(TODAY) - timedelta(microseconds=1))
    book("P5", 50000, at=start_of(TODAY))
    spans = [(TODAY - ago * DAY, TODAY - more * DAY) for ago in range(5) for more in range(ago + 1)]
    before = [told(*span) for span in spans]

    assert sum_up(at=NOW) == 1
    assert [told(*span) for span in spans] == before
    assert sum_up(at=NOW) == 0
    # It was there before, and is written down only now.
    book("P6", 600000, at=NOW - 3 * DAY)

    assert told(TODAY, TODAY) == [
        ("receivable", "other", 0, 3, 0),
        ("receivable", "sandbox", 604120, 50000, 0),
        ("advances", "", -604120, 0, 50003),
    ]
    late = [told(*span) for span in spans]
    assert (sum_up(at=NOW), [told(*span) for span in spans]) == (1, late)
    assert totals()[-2:] == [
        (TODAY - 3 * DAY, "advances", "", 0, 600000),
        (TODAY - 3 * DAY, "receivable", "sandbox", 600000, 0),
    ]
    assert is_clean()


def test_of_what_is_kept_no_line_is_read_again() -> None:
    for number in range(5):
        book(f"P{number}", 100, at=NOW - number * DAY)
    sum_up(at=NOW)
    book("P9", 7)
    newest = Summary.objects.get().through

    with CaptureQueriesContext(connection) as captured:
        told(TODAY - 2 * DAY, TODAY)

    assert len(captured) == 3
    [of_lines] = [query["sql"] for query in captured if 'FROM "ledger_line"' in query["sql"]]
    assert f'"ledger_line"."entry_id" > {newest}' in of_lines


def test_many_entries_are_added_up_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summing, "PIECE", 2)
    for number in range(5):
        book(f"P{number}", 100)

    assert sum_up(at=NOW) == 3
    assert told(TODAY, TODAY) == [("receivable", "sandbox", 0, 500, 0), ("advances", "", 0, 0, 500)]
    assert [row.after for row in Summary.objects.all()[1:]] == [row.through for row in Summary.objects.all()[:2]]
    assert is_clean()


@pytest.mark.parametrize("change", ["UPDATE ledger_daytotal SET debit_fen = 1", "DELETE FROM ledger_summary"])
def test_what_is_kept_is_never_changed(change: str) -> None:
    book("P1", 100)
    sum_up(at=NOW)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
