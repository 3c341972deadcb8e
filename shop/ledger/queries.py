"""Reads of the books."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet, Sum

from shop.ledger.enums import Account
from shop.ledger.models import Entry, Line


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


def balances(*, since: datetime, until: datetime) -> list[Balance]:
    """The trial balance from ``since`` (included) to ``until`` (excluded), in the order of the accounts. One query.

    Balances are debits less credits: what customers and others are owed is negative.
    """
    within = Q(entry__at__gte=since)
    rows = (
        Line.objects.filter(entry__at__lt=until)
        .order_by()
        .values("account", "gateway")
        .annotate(
            before=Sum("amount_fen", filter=~within, default=0),
            debit=Sum("amount_fen", filter=within & Q(amount_fen__gt=0), default=0),
            credit=Sum("amount_fen", filter=within & Q(amount_fen__lt=0), default=0),
        )
    )
    order = {account.value: position for position, account in enumerate(Account)}
    found = [
        Balance(Account(row["account"]), row["gateway"], row["before"], row["debit"], -row["credit"]) for row in rows
    ]
    return sorted(found, key=lambda row: (order[row.account], row.gateway))


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
