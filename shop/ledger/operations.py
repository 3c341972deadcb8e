"""The one write of the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from shop.core.compiled import insert, insert_unknown
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


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An entry that is to be booked."""

    document: str
    kind: EntryKind
    lines: Sequence[Posting]
    topic: str = ""


@transaction.atomic
def post(
    *, document: str, kind: EntryKind, lines: Sequence[Posting], at: datetime, topic: str = "", by: Any = None
) -> None:
    """Book a balanced entry, once for each kind and document: a repeat changes nothing.

    The caller is in the transaction of what it books. ``Unbalanced`` if debits and credits differ, or there are none.
    """
    post_all([Draft(document=document, kind=kind, lines=lines, topic=topic)], at=at, by=by)


@transaction.atomic(savepoint=False)
def post_all(drafts: Sequence[Draft], *, at: datetime, by: Any = None) -> None:
    """The same for several entries of different documents, in as many statements as for one."""
    lines_of = {}
    for draft in drafts:
        booked = [line for line in draft.lines if line.amount_fen]
        if not booked or sum(line.amount_fen for line in booked) != 0:
            raise Unbalanced
        lines_of[draft.kind, draft.document] = booked
    entries = [Entry(kind=draft.kind, document=draft.document, topic=draft.topic, at=at, by=by) for draft in drafts]
    # Another one with the same document makes this wait for its commit.
    new = insert_unknown(entries, told_by=["kind", "document"])
    insert(
        *(
            Line(
                entry=entry,
                account=line.account,
                gateway=line.gateway,
                customer_id=line.customer_id,
                amount_fen=line.amount_fen,
            )
            for entry in new
            for line in lines_of[EntryKind(entry.kind), entry.document]
        )
    )
