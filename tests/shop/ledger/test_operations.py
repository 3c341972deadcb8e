"""Entries: balanced, once, and never changed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from shop.ledger.enums import Account, EntryKind
from shop.ledger.errors import Unbalanced
from shop.ledger.models import Entry, Line
from shop.ledger.operations import Draft, Posting, credit, debit, post, post_all
from shop.ledger.queries import balance_of, balances
from tests.factories import NOW
from tests.factories.customers import CustomerFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(NOW)


def book(
    document: str = "P1", amount_fen: int = 6800, *, at: object = NOW, lines: list[Posting] | None = None
) -> Entry:
    """A payment, unless told otherwise."""
    lines = lines or [debit(Account.RECEIVABLE, amount_fen, gateway="sandbox"), credit(Account.ADVANCES, amount_fen)]
    post(document=document, kind=EntryKind.PAYMENT, topic="MB1", lines=lines, at=at)
    return Entry.objects.get(document=document)


def test_an_entry_has_two_sides() -> None:
    entry = book()

    assert list(entry.lines.values_list("account", "gateway", "amount_fen")) == [
        ("receivable", "sandbox", 6800),
        ("advances", "", -6800),
    ]


def test_several_are_booked_at_once_and_none_of_them_twice(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    known = book("P1")
    drafts = [
        Draft(
            document=document,
            kind=EntryKind.PAYMENT,
            lines=[debit(Account.BANK, amount_fen), credit(Account.ADVANCES, amount_fen)],
            topic=f"MB{amount_fen}",
        )
        for document, amount_fen in [("P3", 300), ("P1", 100), ("P2", 200)]
    ]

    with django_assert_num_queries(2):
        post_all(drafts, at=NOW)

    assert list(Entry.objects.order_by("document").values_list("document", "topic", "at")) == [
        ("P1", "MB1", NOW),
        ("P2", "MB200", NOW),
        ("P3", "MB300", NOW),
    ]
    lines = Line.objects.exclude(entry=known).order_by("id")
    assert list(lines.values_list("entry__document", "account", "amount_fen")) == [
        ("P3", "bank", 300),
        ("P3", "advances", -300),
        ("P2", "bank", 200),
        ("P2", "advances", -200),
    ]
    assert known.lines.count() == 2


def test_what_is_nothing_is_no_line() -> None:
    lines = [debit(Account.ADVANCES, 500), credit(Account.REVENUE, 500), credit(Account.FREIGHT, 0)]

    assert book(lines=lines).lines.count() == 2


def test_a_document_is_booked_once() -> None:
    assert book() == book(amount_fen=1)
    assert list(Line.objects.values_list("amount_fen", flat=True)) == [6800, -6800]


@pytest.mark.parametrize(
    "lines",
    [
        [debit(Account.ADVANCES, 500), credit(Account.REVENUE, 499)],
        [debit(Account.ADVANCES, 0), credit(Account.REVENUE, 0)],
    ],
)
def test_what_is_not_balanced_is_refused(lines: list[Posting]) -> None:
    with pytest.raises(Unbalanced):
        book(lines=lines)

    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "line",
    [
        debit(Account.RECEIVABLE, 500),
        debit(Account.ADVANCES, 500, gateway="sandbox"),
        debit(Account.PRINCIPAL, 500),
    ],
)
def test_accounts_say_whose_they_are(line: Posting) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        book(lines=[line, credit(Account.REVENUE, 500)])


@pytest.mark.parametrize("change", ["UPDATE ledger_line SET amount_fen = 1", "DELETE FROM ledger_entry"])
def test_the_books_are_never_changed(change: str) -> None:
    book()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(change)


@pytest.mark.usefixtures("postgres")
def test_postgresql_commits_nothing_that_is_not_balanced() -> None:
    entry = book()

    def check_with(make: Callable[[], object]) -> None:
        with transaction.atomic():
            make()
            connection.check_constraints()

    with pytest.raises(IntegrityError, match="not balanced"):
        check_with(lambda: Line.objects.create(entry=entry, account=Account.BANK, amount_fen=1))
    with pytest.raises(IntegrityError, match="not balanced"):
        check_with(lambda: Entry.objects.create(kind=EntryKind.SALE, document="empty", at=NOW))


def test_balances_of_a_period() -> None:
    book("P1", 6800, at=NOW - timedelta(days=1))
    book("P2", 200)
    book("P3", 9900, at=NOW + timedelta(days=1))
    customer = CustomerFactory()
    book("P4", lines=[debit(Account.BONUS_COST, 50), credit(Account.BONUS, 50, customer_id=customer.pk)])

    found = balances(first=TODAY, last=TODAY)

    assert [
        (row.account, row.gateway, row.before_fen, row.debit_fen, row.credit_fen, row.after_fen) for row in found
    ] == [
        ("receivable", "sandbox", 6800, 200, 0, 7000),
        ("advances", "", -6800, 0, 200, -7000),
        ("bonus", "", 0, 0, 50, -50),
        ("bonus_cost", "", 0, 50, 0, 50),
    ]
    assert sum(row.after_fen for row in found) == 0
    assert (balance_of(Account.BONUS, customer_id=customer.pk), balance_of(Account.ADVANCES)) == (-50, -16900)
