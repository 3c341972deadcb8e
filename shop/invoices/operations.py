"""Writes of invoices. The lock of the order, or of the wallet, comes first: a refund or withdrawal that is asked for at
the same moment waits, or is seen.
"""

from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.core import audit
from shop.core.errors import InvalidInput
from shop.core.money import yuan
from shop.invoices.enums import InvoiceState
from shop.invoices.errors import AlreadyIssued, InvoiceNotInState, NothingToInvoice, NumberTaken, OtherAmount
from shop.invoices.models import Invoice
from shop.invoices.queries import live_invoice, worth_of
from shop.invoices.rules import TRANSITIONS, TitleData, check_pdf, clean_number
from shop.orders.models import Order
from shop.payments.models import Payment
from shop.payments.operations.wallet_balance import lock_wallet_of

_EDGE = 1024


@transaction.atomic
def request_invoice(*, subject: Order | Payment, data: TitleData, at: datetime) -> Invoice:
    """Ask for an invoice of what was paid for an order, or put into a wallet; again before it is issued changes what is
    to stand on it.

    ``NothingToInvoice`` unless something was paid and is still here, ``AlreadyIssued`` afterwards.
    """
    subject = _locked(subject)
    if worth_of(subject) < 1:
        raise NothingToInvoice
    over = {"top_up": subject} if isinstance(subject, Payment) else {"order": subject}
    invoice = live_invoice(subject) or Invoice(**over, requested_at=at)
    if invoice.state != InvoiceState.REQUESTED:
        raise AlreadyIssued
    invoice.kind, invoice.title, invoice.tax_number, invoice.changed_at = data.kind, data.title, data.tax_number, at
    invoice.save()
    return invoice


@transaction.atomic
def withdraw_invoice(*, invoice: Invoice, at: datetime) -> Invoice:
    """The customer does not want it any more. ``InvoiceNotInState`` once it is issued."""
    return _step(invoice, InvoiceState.WITHDRAWN, at)


@transaction.atomic
def decline_invoice(*, invoice: Invoice, reason: str, by: Any, at: datetime) -> Invoice:
    """Say why it is not issued; the customer reads it and may ask again."""
    reason = " ".join(reason.split())
    if not reason:
        raise InvalidInput(_("Say why, for the customer."), field="reason")
    invoice = _step(invoice, InvoiceState.DECLINED, at, reason=reason[:200])
    audit.record(by=by, action="invoices.decline", subject=invoice, data={"reason": invoice.reason})
    return invoice


@transaction.atomic
def issue_invoice(
    *, invoice: Invoice, number: str, amount_fen: int, issued_on: date, file: File[Any], by: Any, at: datetime
) -> Invoice:
    """Note what was issued at the tax bureau, with its PDF, for the customer to fetch.

    ``OtherAmount`` if it is not what is left of the money, ``NumberTaken`` if another one has the number.
    """
    subject = _locked(invoice.subject)
    number = clean_number(number)
    _check_file(file)
    if not timezone.localdate(invoice.requested_at) <= issued_on <= timezone.localdate(at):
        raise InvalidInput(_("The day is between the request and today."), field="issued_on")
    worth_fen = worth_of(subject)
    if worth_fen < 1:
        raise NothingToInvoice
    if amount_fen != worth_fen:
        raise OtherAmount(
            _("¥%(amount)s are left of what was paid: the invoice is over exactly that.") % {"amount": yuan(worth_fen)},
            field="amount_fen",
        )
    invoice = Invoice.objects.select_for_update(no_key=True).get(pk=invoice.pk)
    if InvoiceState.ISSUED not in TRANSITIONS[InvoiceState(invoice.state)]:
        raise InvoiceNotInState
    # Before the file is written; of two at the same moment the constraint tells.
    if Invoice.objects.filter(number=number).exists():
        raise NumberTaken(field="number")
    invoice.number, invoice.amount_fen, invoice.issued_on = number, amount_fen, issued_on
    invoice.issued_by, invoice.changed_at, invoice.state = by, at, InvoiceState.ISSUED
    invoice.file.save("invoice.pdf", file, save=False)
    _save(invoice)
    audit.record(by=by, action="invoices.issue", subject=invoice, data={"number": number, "amount_fen": amount_fen})
    return invoice


@transaction.atomic
def reverse_invoice(*, invoice: Invoice, number: str, file: File[Any] | None, by: Any, at: datetime) -> Invoice:
    """Note the red-letter invoice that takes it back. What is left of the money is to be invoiced anew, with the same
    title.
    """
    subject = _locked(invoice.subject)
    number = clean_number(number)
    if file is not None:
        _check_file(file)
    if number == invoice.number or Invoice.objects.filter(reversal_number=number).exists():
        raise NumberTaken(field="number")
    invoice = Invoice.objects.select_for_update(no_key=True).get(pk=invoice.pk)
    if InvoiceState.REVERSED not in TRANSITIONS[InvoiceState(invoice.state)]:
        raise InvoiceNotInState
    invoice.reversal_number, invoice.state, invoice.changed_at = number, InvoiceState.REVERSED, at
    if file is not None:
        invoice.reversal_file.save("reversal.pdf", file, save=False)
    invoice.save()
    if worth_of(subject) > 0:
        same = {name: getattr(invoice, name) for name in ("order", "top_up", "kind", "title", "tax_number")}
        Invoice.objects.create(**same, requested_at=at, changed_at=at)
    audit.record(by=by, action="invoices.reverse", subject=invoice, data={"number": number})
    return invoice


def _locked(subject: Order | Payment) -> Order | Payment:
    if isinstance(subject, Payment):
        return lock_wallet_of(subject)
    return Order.objects.select_for_update(no_key=True).get(pk=subject.pk)


def _step(invoice: Invoice, state: InvoiceState, at: datetime, **values: Any) -> Invoice:
    """A conditional UPDATE: of two at once one has its way."""
    sources = [source for source, targets in TRANSITIONS.items() if state in targets]
    rows = Invoice.objects.filter(pk=invoice.pk, state__in=sources)
    if not rows.update(state=state, changed_at=at, **values):
        raise InvoiceNotInState
    invoice.refresh_from_db()
    return invoice


def _save(invoice: Invoice) -> None:
    """The number is unique: told by the constraint, not by looking first."""
    try:
        with transaction.atomic():
            invoice.save()
    except IntegrityError as error:
        raise NumberTaken(field="number") from error


def _check_file(file: File[Any]) -> None:
    file.seek(0)
    head = file.read(_EDGE)
    file.seek(max(0, file.size - _EDGE))
    tail = file.read(_EDGE)
    file.seek(0)
    check_pdf(head, tail, file.size)
