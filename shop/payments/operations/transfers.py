"""Bank transfers: what arrived and what was sent back is written down by staff."""

from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.core import audit
from shop.core.errors import InvalidInput, StaleState
from shop.core.money import yuan
from shop.payments.enums import OPEN_REFUNDS, CallbackOutcome, RefundState
from shop.payments.errors import AlreadyWritten, AmountDiffers, NotByBank, NotByHand
from shop.payments.gateways import Callback, get_gateway
from shop.payments.models import Payment, Refund
from shop.payments.operations.callbacks import apply_callback
from shop.payments.operations.refunds import promise_again, settle_refund
from shop.payments.queries import may_go_by_bank


@transaction.atomic
def confirm_transfer(
    *, by: Any, payment: Payment, amount_fen: int, received_on: date, bank_reference: str, at: datetime
) -> CallbackOutcome:
    """Write down that a transfer arrived. It counts as any gateway's message: once for each bank reference, and money
    for an order that is closed revives it or is to be sent back.

    ``AmountDiffers`` marks nothing paid; ``AlreadyWritten`` for a bank reference that was used before.
    """
    _check_by_hand(payment)
    bank_reference = checked_reference(bank_reference)
    if not timezone.localdate(payment.created_at) <= received_on <= timezone.localdate(at):
        raise InvalidInput(_("The day is between the order and today."), field="received_on")
    if amount_fen != payment.amount_fen:
        raise AmountDiffers(
            _("¥%(amount)s is expected, so nothing was marked as paid. Ask the customer, and send back what is wrong.")
            % {"amount": yuan(payment.amount_fen)},
            field="amount",
        )
    # By noon of that day, for the books; never in the future.
    noon = timezone.make_aware(datetime.combine(received_on, time(12)))
    outcome = apply_callback(
        gateway_code=payment.gateway,
        callback=Callback(
            event_id=f"bank-{bank_reference}",
            payment_reference=payment.reference,
            provider_reference=bank_reference,
            succeeded=True,
            amount_fen=amount_fen,
            paid_at=min(max(noon, payment.created_at), at),
            payload={"received_on": received_on.isoformat(), "by": by.pk},
        ),
        at=at,
    )
    if outcome == CallbackOutcome.ALREADY:
        raise AlreadyWritten(field="bank_reference")
    audit.record(
        by=by,
        action="payments.confirm_transfer",
        subject=payment.order or payment,
        data={"payment": payment.reference, "bank_reference": bank_reference, "outcome": str(outcome)},
    )
    return outcome


@transaction.atomic
def confirm_sent(*, by: Any, refund: Refund, bank_reference: str, at: datetime) -> Refund:
    """Write down that a refund was sent at the bank. ``StaleState`` if it is done, or was taken back."""
    _check_by_hand(refund.payment)
    bank_reference = checked_reference(bank_reference)
    if refund.state not in OPEN_REFUNDS or not settle_refund(refund=refund, at=at):
        raise StaleState
    audit.record(
        by=by,
        action="payments.confirm_sent",
        subject=refund.payment.order or refund,
        data={"refund": refund.reference, "bank_reference": bank_reference},
    )
    refund.refresh_from_db()
    return refund


@transaction.atomic
def send_by_bank(*, by: Any, refund: Refund, bank_reference: str, at: datetime) -> Refund:
    """Write down that a refund which its gateway cannot send was sent at the bank instead (``queries.may_go_by_bank``).

    ``NotByBank`` as long as the gateway sends it, ``RefundTooMuch`` if what was refused was promised otherwise since,
    ``StaleState`` if it was settled meanwhile.
    """
    bank_reference = checked_reference(bank_reference)
    refund.refresh_from_db()
    if refund.state == RefundState.SUCCEEDED:
        raise StaleState
    if not may_go_by_bank(refund):
        raise NotByBank
    if refund.state == RefundState.FAILED:
        promise_again(refund, error="")
    if not settle_refund(refund=refund, at=at, bank_reference=bank_reference):
        raise StaleState
    audit.record(
        by=by,
        action="payments.send_by_bank",
        subject=refund.payment.order or refund.payment,
        data={"refund": refund.reference, "amount_fen": refund.amount_fen, "bank_reference": bank_reference},
    )
    return refund


def _check_by_hand(payment: Payment) -> None:
    if not get_gateway(payment.gateway).by_hand:
        raise NotByHand


def checked_reference(bank_reference: str) -> str:
    """The bank's number of a transfer, without spaces; ``InvalidInput`` for what cannot be one."""
    bank_reference = "".join(bank_reference.split())
    if not (4 <= len(bank_reference) <= 60 and bank_reference.isprintable()):
        raise InvalidInput(_("The bank's reference has 4 to 60 characters."), field="bank_reference")
    return bank_reference
