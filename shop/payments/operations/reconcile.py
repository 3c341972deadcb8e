"""Compare what vendors have written down with our own books, day by day."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, cast

import structlog
from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.core import audit
from shop.core.desk import day_end, day_start
from shop.core.errors import InvalidInput, ShopError, StaleState
from shop.payments.enums import OPEN_REFUNDS, EntryOutcome, PaymentState, RefundCause, RefundState, StatementKind
from shop.payments.gateways import StatementLine, available_gateways, get_gateway
from shop.payments.models import Payment, Refund, Statement, StatementEntry
from shop.payments.operations.books import book_difference, book_fees
from shop.payments.operations.refunds import execute_refund
from shop.payments.operations.start import ask_about
from shop.payments.rules import outcome_of

log = structlog.get_logger(__name__)

# Both vendors write the bill of a day in the course of the next morning.
READY_HOUR = 10
DAYS_BACK = 14
AGAIN_AFTER = timedelta(hours=1)


def reconcile_due(*, at: datetime) -> int:
    """Fetch and compare every bill of the last two weeks that is to be had and was not; how many were compared.

    Oldest first: what happened around midnight is looked for in the days before.
    """
    today = timezone.localdate(at)
    last = today - timedelta(days=1 if timezone.localtime(at).hour >= READY_HOUR else 2)
    count = 0
    for gateway in available_gateways():
        if not gateway.has_statements or (first := _first_day(gateway.code)) is None:
            continue
        known = {row.day: row for row in Statement.objects.filter(gateway=gateway.code)}
        day = max(first, today - timedelta(days=DAYS_BACK))
        while day <= last:
            row = known.get(day)
            if row is None or (row.fetched_at is None and row.tried_at <= at - AGAIN_AFTER):
                count += reconcile(gateway_code=gateway.code, day=day, at=at).fetched_at == at
            day += timedelta(days=1)
    return count


def _first_day(gateway_code: str) -> date | None:
    first = Payment.objects.filter(gateway=gateway_code).aggregate(at=Min("created_at"))["at"]
    return timezone.localdate(first) if first else None


def reconcile(*, gateway_code: str, day: date, at: datetime, by: Any = None) -> Statement:
    """Fetch the bill of a day and compare it; again as often as one likes. A bill that does not come is noted.

    What the bill knows and we do not is asked about first, so that money whose messages were all lost is found here.
    """
    statement, _created = Statement.objects.get_or_create(gateway=gateway_code, day=day, defaults={"tried_at": at})
    try:
        lines = _merged(get_gateway(gateway_code).statement(day=day))
    except Exception as error:  # any gateway's fault is its bill's, never the sweep's
        if not isinstance(error, ShopError):
            log.exception("statement_error", gateway=gateway_code, day=str(day))
        Statement.objects.filter(pk=statement.pk).update(tried_at=at, error=(str(error) or type(error).__name__)[:300])
        log.warning("no_statement", gateway=gateway_code, day=str(day), why=str(error))
        statement.refresh_from_db()
        return statement
    _catch_up(gateway_code, lines, at)
    with transaction.atomic():
        statement = Statement.objects.select_for_update(no_key=True).get(pk=statement.pk)
        _compare(statement, lines, at)
        fees_fen = book_fees(statement, at=at, by=by)
        statement.tried_at = statement.fetched_at = at
        statement.error = ""
        statement.save(update_fields=["tried_at", "fetched_at", "error"])
        if by is not None:
            audit.record(
                by=by, action="payments.reconcile", subject=statement, data={"lines": len(lines), "fees_fen": fees_fen}
            )
    return statement


def _merged(lines: Iterable[StatementLine]) -> list[StatementLine]:
    """One line for each payment and refund: what is billed twice shows as a sum that differs."""
    merged: dict[tuple[StatementKind, str], StatementLine] = {}
    for line in lines:
        before = merged.get((line.kind, line.reference))
        if before:
            line = replace(line, amount_fen=line.amount_fen + before.amount_fen, fee_fen=line.fee_fen + before.fee_fen)
        merged[line.kind, line.reference] = line
    return list(merged.values())


def _catch_up(gateway_code: str, lines: Iterable[StatementLine], at: datetime) -> None:
    """Ask about what the bill says is done and we have not heard of."""
    payments = _payments(gateway_code, lines).exclude(state=PaymentState.SUCCEEDED)
    for payment in payments:
        try:
            ask_about(payment=payment, at=at)
        except ShopError as error:
            log.warning("not_caught_up", payment=payment.reference, why=error.code)
    for refund in _refunds(gateway_code, lines).filter(state__in=OPEN_REFUNDS):
        execute_refund(refund_id=refund.pk, at=at)


def _payments(gateway_code: str, lines: Iterable[StatementLine]) -> QuerySet[Payment]:
    references = [line.reference for line in lines if line.kind == StatementKind.PAYMENT]
    return Payment.objects.filter(gateway=gateway_code, reference__in=references)


def _refunds(gateway_code: str, lines: Iterable[StatementLine]) -> QuerySet[Refund]:
    references = [line.reference for line in lines if line.kind == StatementKind.REFUND]
    return Refund.objects.filter(payment__gateway=gateway_code, reference__in=references)


def _compare(statement: Statement, lines: list[StatementLine], at: datetime) -> None:
    payments = {row.reference: row for row in _payments(statement.gateway, lines)}
    refunds = {row.reference: row for row in _refunds(statement.gateway, lines)}
    found = [_entry_of_line(line, payments.get(line.reference), refunds.get(line.reference)) for line in lines]
    found += _not_billed(statement, {(line.kind, line.reference) for line in lines})
    known = {(row.kind, row.reference): row for row in statement.entries.all()}
    for entry in found:
        entry.statement = statement
        before = known.pop((entry.kind, entry.reference), None)
        if before and (before.billed_fen, before.booked_fen) == (entry.billed_fen, entry.booked_fen):
            # The same difference as before: what somebody said about it stands.
            entry.resolved_at, entry.resolved_by_id = before.resolved_at, before.resolved_by_id
            entry.resolution = before.resolution
        elif before:
            book_difference(before, 0, at=at)
        entry.pk = before.pk if before else None
        entry.save()
    for row in known.values():
        book_difference(row, 0, at=at)
    StatementEntry.objects.filter(pk__in=[row.pk for row in known.values()]).delete()
    _found_after_all(statement, lines)


def _entry_of_line(line: StatementLine, payment: Payment | None, refund: Refund | None) -> StatementEntry:
    is_refund = line.kind == StatementKind.REFUND
    booked_fen = None
    # What we sent at the bank instead is not to be on a bill.
    if is_refund and refund and refund.state != RefundState.FAILED and not refund.bank_reference:
        booked_fen = refund.amount_fen
    elif not is_refund and payment and payment.state == PaymentState.SUCCEEDED:
        booked_fen = payment.amount_fen
    return StatementEntry(
        kind=line.kind,
        reference=line.reference[:64],
        provider_reference=line.provider_reference[:80],
        billed_fen=line.amount_fen,
        booked_fen=booked_fen,
        fee_fen=line.fee_fen,
        at=line.at,
        payment=None if is_refund else payment,
        refund=refund if is_refund else None,
        outcome=outcome_of(billed_fen=line.amount_fen, booked_fen=booked_fen),
    )


def _not_billed(statement: Statement, billed: set[tuple[StatementKind, str]]) -> list[StatementEntry]:
    """What arrived or went back that day by our books, and is on no bill of this gateway."""
    of_day = (day_start(statement.day), day_end(statement.day))
    elsewhere = StatementEntry.objects.filter(statement__gateway=statement.gateway, billed_fen__isnull=False).exclude(
        statement=statement
    )
    payments = Payment.objects.filter(
        gateway=statement.gateway,
        part_of=None,
        state=PaymentState.SUCCEEDED,
        succeeded_at__gte=of_day[0],
        succeeded_at__lt=of_day[1],
    ).exclude(pk__in=elsewhere.filter(payment__isnull=False).values("payment"))
    refunds = Refund.objects.filter(
        payment__gateway=statement.gateway,
        state=RefundState.SUCCEEDED,
        bank_reference="",
        succeeded_at__gte=of_day[0],
        succeeded_at__lt=of_day[1],
    )
    refunds = refunds.exclude(pk__in=elsewhere.filter(refund__isnull=False).values("refund"))
    # What went over from one order to another is on no bill.
    refunds = refunds.exclude(cause=RefundCause.MOVED)
    missing = [
        _not_there(StatementKind.PAYMENT, row, payment=row)
        for row in payments
        if (StatementKind.PAYMENT, row.reference) not in billed
    ]
    missing += [
        _not_there(StatementKind.REFUND, row, refund=row)
        for row in refunds
        if (StatementKind.REFUND, row.reference) not in billed
    ]
    return missing


def _not_there(
    kind: StatementKind, row: Payment | Refund, *, payment: Payment | None = None, refund: Refund | None = None
) -> StatementEntry:
    return StatementEntry(
        kind=kind,
        reference=row.reference,
        billed_fen=None,
        booked_fen=row.amount_fen,
        # As the check constraints have it.
        at=cast("datetime", row.succeeded_at),
        payment=payment,
        refund=refund,
        outcome=outcome_of(billed_fen=None, booked_fen=row.amount_fen),
    )


def _found_after_all(statement: Statement, lines: Iterable[StatementLine]) -> None:
    """What another day missed and this bill has is not missing any more."""
    missed = StatementEntry.objects.filter(
        statement__gateway=statement.gateway, outcome=EntryOutcome.NOT_THERE, resolved_at=None
    ).exclude(statement=statement)
    missed.filter(reference__in=[line.reference for line in lines]).delete()


@transaction.atomic
def resolve_entry(*, entry: StatementEntry, reason: str, by: Any, at: datetime, book: bool = False) -> StatementEntry:
    """Say how a difference was settled, and ``book`` it if it stays. ``StaleState`` if it is none, or somebody settled
    it before.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise InvalidInput(_("Say how it was settled."), field="reason")
    _lock_statement(entry)
    still_open = StatementEntry.objects.filter(pk=entry.pk, resolved_at=None).exclude(outcome=EntryOutcome.MATCHED)
    if not still_open.update(resolved_at=at, resolved_by=by, resolution=reason[:200]):
        raise StaleState
    entry.refresh_from_db()
    if book:
        book_difference(entry, entry.difference_fen, at=at, by=by)
    audit.record(
        by=by,
        action="payments.resolve",
        subject=entry.statement,
        data={"of": entry.reference, "how": reason, "booked_fen": entry.difference_fen if book else 0},
    )
    return entry


@transaction.atomic
def reopen_entry(*, entry: StatementEntry, by: Any, at: datetime) -> StatementEntry:
    """It was not settled after all; what was booked for it is taken back. ``StaleState`` if it is open."""
    _lock_statement(entry)
    settled = StatementEntry.objects.filter(pk=entry.pk, resolved_at__isnull=False)
    if not settled.update(resolved_at=None, resolved_by=None, resolution=""):
        raise StaleState
    book_difference(entry, 0, at=at, by=by)
    audit.record(by=by, action="payments.reopen", subject=entry.statement, data={"of": entry.reference})
    entry.refresh_from_db()
    return entry


def _lock_statement(entry: StatementEntry) -> None:
    """Whoever compares anew waits, and sees what is said about the difference."""
    Statement.objects.select_for_update(no_key=True).get(pk=entry.statement_id)
