"""Send money back: requested in the transaction of its cause, executed afterwards, retried until it is done."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from shop.core import audit
from shop.core.errors import InvalidInput, ShopError, StaleState
from shop.core.money import yuan
from shop.orders.enums import EntryKind
from shop.orders.models import Order
from shop.orders.operations.notes import tell_customer, write_entry
from shop.orders.rules import PAID_STATUSES
from shop.payments.enums import OPEN_REFUNDS, PaymentState, RefundCause, RefundState
from shop.payments.errors import NothingToRefund, RefundTooMuch
from shop.payments.gateways import RefundAnswer, get_gateway
from shop.payments.models import Payment, Refund
from shop.payments.operations.books import book_refund
from shop.payments.operations.wallet_balance import lock_wallet_of, put_back, restore_withdrawn
from shop.payments.rules import WALLET, split_freight, spread_refund

log = structlog.get_logger(__name__)

FIRST_ANSWER = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
# Behind the reference of a refund for each time that it is tried anew.
AGAIN = "R"


@transaction.atomic
def request_refund(
    *,
    payment: Payment,
    amount_fen: int,
    reason: str,
    at: datetime,
    key: str,
    cause: RefundCause = RefundCause.RETURNED,
    by: Any = None,
    is_news: bool = False,
    freight_fen: int = 0,
) -> Refund:
    """Promise a part of a payment back, ``freight_fen`` of it because of freight. Idempotent per ``key``: the first
    request counts, with its amount. ``is_news``: the customer learns of it here, and nowhere else.

    ``RefundTooMuch`` if it is more than is left of the payment, or the payment has not arrived.
    """
    _check_positive(amount_fen)
    # The lock comes before the look: of two requests with one key the second sees the first's.
    payment = Payment.objects.select_for_update(no_key=True).get(pk=payment.pk)
    if already := payment.refunds.filter(key=key).first():
        return already
    if not promise(payment, amount_fen):
        raise RefundTooMuch(field="amount_fen")
    refund = Refund.objects.create(
        payment=payment,
        key=key,
        reference=f"R{payment.reference}-{payment.refunds.count() + 1}",
        amount_fen=amount_fen,
        freight_fen=freight_fen,
        cause=cause,
        reason=reason[:100],
        created_at=at,
        retry_at=at,
    )
    _tell(payment, EntryKind.REFUND_DUE, f"¥{yuan(amount_fen)} · {reason}", at, by)
    if is_news and payment.order_id:
        tell_customer(order_id=payment.order_id, at=at)
    if by is not None:
        audit.record(
            by=by,
            action="payments.refund",
            subject=payment.order or payment,
            data={"refund": refund.reference, "amount_fen": amount_fen, "reason": reason},
        )
    if payment.gateway == WALLET:
        # Back where it came from in the same transaction: there is nobody to ask.
        settle_refund(refund=put_back(refund), at=at)
        refund.refresh_from_db()
    else:
        _send_soon(refund)
    return refund


def send_back(payment: Payment, reason: str, at: datetime) -> Refund:
    """All of a payment that is of no use goes back."""
    return request_refund(
        payment=payment,
        amount_fen=payment.amount_fen,
        reason=reason,
        at=at,
        cause=RefundCause.UNUSED,
        key="unused",
        is_news=True,
    )


def _tell(payment: Payment, kind: EntryKind, text: str, at: datetime, by: Any = None) -> None:
    """On the time line of the order; a wallet has its statement."""
    if payment.order:
        write_entry(order=payment.order, kind=kind, at=at, by=by, text=text)


def _check_positive(amount_fen: int) -> None:
    if amount_fen < 1:
        raise InvalidInput(_("The amount must be at least ¥0.01."), field="amount_fen")


def promise(payment: Payment, amount_fen: int) -> bool:
    """Take the amount off what is left of a payment that arrived; never more than there is."""
    left = Payment.objects.filter(
        pk=payment.pk, state=PaymentState.SUCCEEDED, refunded_fen__lte=F("amount_fen") - amount_fen
    )
    return bool(left.update(refunded_fen=F("refunded_fen") + amount_fen))


def _send_soon(refund: Refund) -> None:
    from shop.core.tasks import enqueue
    from shop.payments.tasks import execute_refund as task

    transaction.on_commit(lambda: enqueue(task, refund.pk))


@transaction.atomic
def refund_order_part(
    *,
    order: Order,
    amount_fen: int,
    reason: str,
    at: datetime,
    by: Any,
    key: str,
    cause: RefundCause = RefundCause.RETURNED,
    is_news: bool = False,
    freight_fen: int = 0,
) -> list[Refund]:
    """Give back a part of what was paid for an order, spread over its payments (``rules.spread_refund``);
    ``freight_fen`` of it because of freight.

    Idempotent per ``key``. May be called under the order's lock. ``NothingToRefund`` unless the order is paid and
    something is left of its money; ``RefundTooMuch`` beyond that.
    """
    _check_positive(amount_fen)
    payments = lock_arrived(order)
    if already := list(Refund.objects.filter(payment__in=payments, key=key)):
        return already
    left = [payment for payment in payments if payment.kept_fen]
    if not left or not Order.objects.filter(pk=order.pk, status__in=PAID_STATUSES).exists():
        raise NothingToRefund
    if amount_fen > sum(payment.kept_fen for payment in left):
        raise RefundTooMuch(
            _("At most ¥%(amount)s can be given back.") % {"amount": yuan(sum(payment.kept_fen for payment in left))},
            field="amount_fen",
        )
    parts = spread_refund(amount_fen, [(payment.gateway, payment.kept_fen) for payment in left])
    return [
        request_refund(
            payment=payment,
            amount_fen=part,
            reason=reason,
            at=at,
            by=by,
            key=key,
            cause=cause,
            is_news=is_news,
            freight_fen=freight,
        )
        for payment, part, freight in zip(left, parts, split_freight(freight_fen, parts), strict=True)
        if part
    ]


@transaction.atomic
def refund_order(
    *, order: Order, reason: str, at: datetime, cause: RefundCause = RefundCause.CLOSED, keep_fen: int = 0
) -> list[Refund]:
    """Send back whatever is left of an order's payments, but for ``keep_fen`` of what was paid first; nothing new where
    that was requested already.
    """
    left = [payment for payment in lock_arrived(order) if payment.kept_fen]
    back_fen = max(0, sum(payment.kept_fen for payment in left) - keep_fen)
    parts = spread_refund(back_fen, [(payment.gateway if not keep_fen else "", payment.kept_fen) for payment in left])
    return [
        request_refund(payment=payment, amount_fen=part, reason=reason, at=at, cause=cause, key="cancel")
        for payment, part in zip(left, parts, strict=True)
        if part
    ]


def lock_arrived(order: Order) -> list[Payment]:
    """The payments of an order that arrived, newest first, locked in ascending id.

    The order first: what goes back into a wallet is booked in the same transaction, under the order's lock.
    """
    Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    rows = Payment.objects.select_for_update(no_key=True).filter(order=order, state=PaymentState.SUCCEEDED)
    return list(rows.order_by("pk"))[::-1]


def execute_refund(*, refund_id: int, at: datetime) -> bool:
    """Ask the gateway (idempotent there per reference) and note the result. False: not there yet, or refused."""
    refund = Refund.objects.select_related("payment__order", "payment__part_of").get(pk=refund_id)
    if refund.state not in OPEN_REFUNDS:
        return refund.state == RefundState.SUCCEEDED
    try:
        answer = _ask_gateway(refund)
    except Exception as error:  # any gateway's fault is its refund's, never the sweep's
        if not isinstance(error, ShopError):
            log.exception("refund_error", refund=refund.reference)
        Refund.objects.filter(pk=refund.pk).update(
            attempts=refund.attempts + 1,
            error=str(error)[:300],
            retry_at=at + timedelta(seconds=min(30 * 2 ** min(refund.attempts, 10), 3600)),
        )
        log.warning("refund_failed", refund=refund.reference, error=str(error))
        return False
    if answer.state == RefundState.SUCCEEDED:
        settle_refund(refund=refund, at=at)
        return True
    if answer.state == RefundState.FAILED:
        fail_refund(refund=refund, error=answer.reason, at=at)
        return False
    # Taken: asked about at growing distances.
    age = max(at - refund.created_at, FIRST_ANSWER)
    Refund.objects.filter(pk=refund.pk, state__in=OPEN_REFUNDS).update(
        state=RefundState.ACCEPTED, error="", retry_at=at + min(age / 2, LONGEST_WAIT)
    )
    return False


def _ask_gateway(refund: Refund) -> RefundAnswer:
    payment = refund.payment.charge
    gateway = get_gateway(payment.gateway)
    if refund.state == RefundState.ACCEPTED:
        return gateway.query_refund(refund_reference=refund.reference, payment_reference=payment.reference)
    return gateway.refund(
        refund_reference=refund.reference,
        payment_reference=payment.reference,
        provider_reference=payment.provider_reference,
        amount_fen=refund.amount_fen,
        paid_fen=payment.amount_fen,
        reason=refund.reason,
    )


@transaction.atomic
def settle_refund(*, refund: Refund, at: datetime, bank_reference: str = "") -> bool:
    """The money is back where it came from, or was sent at the bank instead. False if that was known."""
    changed = Refund.objects.filter(pk=refund.pk, state__in=OPEN_REFUNDS).update(
        state=RefundState.SUCCEEDED, succeeded_at=at, error="", bank_reference=bank_reference
    )
    if changed:
        refund.bank_reference = bank_reference
        book_refund(refund, at=at)
        _tell(refund.payment, EntryKind.REFUNDED, f"¥{yuan(refund.amount_fen)}", at)
    return bool(changed)


@transaction.atomic
def fail_refund(*, refund: Refund, error: str, at: datetime) -> bool:
    """The gateway refused it for good: the money is still here, and can be promised again. False if it was settled."""
    # A wallet before its payment's row, as whoever withdraws takes them.
    refund.payment = lock_wallet_of(refund.payment)
    changed = Refund.objects.filter(pk=refund.pk, state__in=OPEN_REFUNDS).update(
        state=RefundState.FAILED, error=error[:300]
    )
    if changed:
        Payment.objects.filter(pk=refund.payment_id).update(refunded_fen=F("refunded_fen") - refund.amount_fen)
        words = _("The gateway refused to send ¥%(amount)s back: %(error)s")
        _tell(refund.payment, EntryKind.NOTE, words % {"amount": yuan(refund.amount_fen), "error": error}, at)
        if refund.cause == RefundCause.WITHDRAWN:
            restore_withdrawn(refund, at=at)
    return bool(changed)


@transaction.atomic
def retry_refund(*, refund: Refund, by: Any, at: datetime) -> Refund:
    """Send what the gateway refused for good once more, under a new reference: it knows the old one as refused.

    ``StaleState`` unless it stands refused (what was withdrawn is in the wallet again), ``RefundTooMuch`` if the money
    was promised otherwise since.
    """
    again = Concat("reference", Value(AGAIN), output_field=CharField())
    promise_again(refund, reference=again, attempts=0, error="", retry_at=at)
    _tell(refund.payment, EntryKind.REFUND_DUE, f"¥{yuan(refund.amount_fen)} · {refund.reason}", at, by)
    audit.record(
        by=by,
        action="payments.retry",
        subject=refund.payment.order or refund.payment,
        data={"refund": refund.reference, "amount_fen": refund.amount_fen},
    )
    _send_soon(refund)
    return refund


def promise_again(refund: Refund, **changes: Any) -> None:
    """Take up what was refused for good. ``StaleState`` unless it stands refused, ``RefundTooMuch`` if the money was
    promised otherwise since.
    """
    # The refund before its payment, as whoever hears that it was refused takes them.
    refused = Refund.objects.filter(pk=refund.pk, state=RefundState.FAILED).exclude(cause=RefundCause.WITHDRAWN)
    if not refused.update(state=RefundState.REQUESTED, **changes):
        raise StaleState
    refund.refresh_from_db()
    if not promise(refund.payment, refund.amount_fen):
        raise RefundTooMuch


def refund_due(*, at: datetime, limit: int = 100) -> int:
    """Execute, and ask about, what is due; returns how many succeeded."""
    due = Refund.objects.filter(state__in=OPEN_REFUNDS, retry_at__lte=at).order_by("retry_at")
    return sum(execute_refund(refund_id=pk, at=at) for pk in list(due.values_list("pk", flat=True)[:limit]))
