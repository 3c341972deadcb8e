"""Keep the sums of what is booked, so that no page has to add up all of it."""

from datetime import datetime

import structlog
from django.db import OperationalError, connection, transaction
from django.db.models import Max

from shop.core.compiled import insert, insert_unless_known
from shop.ledger.models import DayTotal, Entry, Line, Summary
from shop.ledger.queries import sums_by

log = structlog.get_logger(__name__)

# Entries of one summary, at most.
PIECE = 50_000


def sum_up(*, at: datetime) -> int:
    """Keep the sums of all entries that are in no summary yet; how many summaries were made.

    None, until the next time, where somebody takes long to write an entry. Two at once make each summary once.
    """
    try:
        newest = _newest()
    except OperationalError:
        log.info("summing_up_put_off")
        return 0
    count = 0
    while _sum_piece(newest, at):
        count += 1
    return count


@transaction.atomic
def _newest() -> int:
    """The id up to which every entry is there for good. Ids are given before the commit, so nobody may be writing one
    at this moment; whoever wants to waits for the time of this one question.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '200ms'")
            cursor.execute("LOCK TABLE ledger_entry IN SHARE ROW EXCLUSIVE MODE")
    newest: int = Entry.objects.aggregate(newest=Max("pk", default=0))["newest"]
    return newest


@transaction.atomic
def _sum_piece(newest: int, at: datetime) -> bool:
    after: int = Summary.objects.aggregate(last=Max("through", default=0))["last"]
    rest = Entry.objects.filter(pk__gt=after, pk__lte=newest).order_by("pk").values_list("pk", flat=True)
    through = next(iter(rest[PIECE - 1 : PIECE]), newest)
    if through <= after:
        return False
    summary = Summary(after=after, through=through, at=at)
    if not insert_unless_known(summary):
        return False
    lines = Line.objects.filter(entry__gt=after, entry__lte=through)
    insert(
        *(
            DayTotal(
                summary=summary,
                day=row["day"],
                account=row["account"],
                gateway=row["gateway"],
                debit_fen=row["debit"],
                credit_fen=-row["credit"],
            )
            for row in sums_by("day", lines)
        )
    )
    return True
