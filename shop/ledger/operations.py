"""The one write of the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from shop.ledger.enums import Account, EntryKind
from shop.ledger.errors import Unbalanced
from shop.ledger.models import Entry, Line


@dataclass(frozen=True)
class Posting:
    """A line to be booked: debits positive, credits negative, nothing for an amount of 0."""

    account: Account
    amount_fen: int
    gateway: str = ""
    customer_id: int | None = None


def debit(account: Account, amount_fen: int, *, gateway: str = "", customer_id: int | None = None) -> Posting:
    """An amount on the left side."""
    return Posting(account, amount_fen, gateway, customer_id)


def credit(account: Account, amount_fen: int, *, gateway: str = "", customer_id: int | None = None) -> Posting:
    """An amount on the right side."""
    return Posting(account, -amount_fen, gateway, customer_id)


@transaction.atomic
def post(
    *, document: str, kind: EntryKind, lines: Sequence[Posting], at: datetime, topic: str = "", by: Any = None
) -> Entry:
    """Book a balanced entry, once for each kind and document: a repeat finds what is booked and changes nothing.

    The caller is in the transaction of what it books. ``Unbalanced`` if debits and credits differ, or there are none.
    """
    booked = [line for line in lines if line.amount_fen]
    if not booked or sum(line.amount_fen for line in booked) != 0:
        raise Unbalanced
    entry, created = Entry.objects.get_or_create(
        kind=kind, document=document, defaults={"topic": topic, "at": at, "by": by}
    )
    if created:
        Line.objects.bulk_create(
            Line(
                entry=entry,
                account=line.account,
                gateway=line.gateway,
                customer_id=line.customer_id,
                amount_fen=line.amount_fen,
            )
            for line in booked
        )
    return entry
