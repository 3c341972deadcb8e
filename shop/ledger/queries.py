"""Reads of the books."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Max, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from shop.ledger.enums import Account
from shop.ledger.models import DayTotal, Entry, Line, Summary


@dataclass(frozen=True)
class Balance:
    """An account (of one gateway, where it has one): what stood there, what moved, what stands there now."""

    account: Account
    gateway: str
    before_fen: int
    debit_fen: int
    credit_fen: int

    @property
    def after_fen(self) -> int:
        return self.before_fen + self.debit_fen - self.credit_fen


def start_of(day: date) -> datetime:
    """Midnight of a day of the books: the shop's, wherever somebody reads them."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def balances(*, first: date, last: date) -> list[Balance]:
    """The trial balance of some days, both included, in the order of the accounts. Three queries.

    Balances are debits less credits: what customers and others are owed is negative. What is kept in summaries is added
    to the lines of the entries that have come since, whatever day those are of: right at every moment, and as quick as
    those are few.
    """
    through: int = Summary.objects.aggregate(last=Max("through", default=0))["last"]
    within = Q(day__gte=first)
    kept = (
        # A summary that is made in this moment is of entries that are added as lines below.
        DayTotal.objects.filter(summary__through__lte=through, day__lte=last)
        .order_by()
        .values("account", "gateway")
        .annotate(
            before=Sum(F("debit_fen") - F("credit_fen"), filter=~within, default=0),
            debit=Sum("debit_fen", filter=within, default=0),
            credit=Sum("credit_fen", filter=within, default=0),
        )
    )
    sums = {(row["account"], row["gateway"]): [row["before"], row["debit"], row["credit"]] for row in kept}
    since, until = start_of(first), start_of(last + timedelta(days=1))
    fresh = Line.objects.filter(entry__gt=through, entry__at__lt=until).annotate(is_before=Q(entry__at__lt=since))
    for row in sums_by("is_before", fresh):
        of_account = sums.setdefault((row["account"], row["gateway"]), [0, 0, 0])
        if row["is_before"]:
            of_account[0] += row["debit"] + row["credit"]
        else:
            of_account[1] += row["debit"]
            of_account[2] -= row["credit"]
    order = {account.value: position for position, account in enumerate(Account)}
    found = [Balance(Account(account), gateway, *values) for (account, gateway), values in sums.items()]
    return sorted(found, key=lambda row: (order[row.account], row.gateway))


def sums_by(what: str, lines: QuerySet[Line]) -> Any:
    """Debits and credits (negative) of lines, by account, gateway and that: a name, or their ``day``."""
    if what == "day":
        lines = lines.annotate(day=TruncDate("entry__at", tzinfo=timezone.get_default_timezone()))
    return (
        lines.order_by()
        .values(what, "account", "gateway")
        .annotate(
            debit=Sum("amount_fen", filter=Q(amount_fen__gt=0), default=0),
            credit=Sum("amount_fen", filter=Q(amount_fen__lt=0), default=0),
        )
    )


def balance_of(account: Account, *, customer_id: int | None = None) -> int:
    """Debits less credits of an account, of one customer if given."""
    lines = Line.objects.filter(account=account)
    if customer_id is not None:
        lines = lines.filter(customer=customer_id)
    total: int = lines.aggregate(total=Sum("amount_fen", default=0))["total"]
    return total


def entries(*, since: datetime, until: datetime, account: str = "", words: Iterable[str] = ()) -> QuerySet[Entry]:
    """Entries of a period, on an account, and of documents or topics that begin with one of ``words``."""
    found = Entry.objects.filter(at__gte=since, at__lt=until)
    if account:
        found = found.filter(pk__in=Line.objects.filter(account=account).values("entry"))
    for word in words:
        found = found.filter(Q(document__startswith=word) | Q(topic__startswith=word))
    return found
