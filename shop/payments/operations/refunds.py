"""Send money back: requested in the transaction of its cause, executed afterwards, retried until it is done."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from shop.core.errors import ShopError
from shop.orders.enums import EntryKind
from shop.orders.models import Order
from shop.orders.operations.notes import write_entry
from shop.payments.enums import PaymentState, RefundState
from shop.payments.gateways import get_gateway
from shop.payments.models import Payment, Refund

log = structlog.get_logger(__name__)


@transaction.atomic
def request_refund(*, payment: Payment, reason: str, at: datetime) -> Refund:
    """Note that a payment goes back in full. Idempotent: a payment has one refund."""
    refund, created = Refund.objects.get_or_create(
        payment=payment,
        defaults={
            "reference": f"R{payment.reference}",
            "amount_fen": payment.amount_fen,
            "reason": reason[:100],
            "created_at": at,
            "retry_at": at,
        },
    )
    if created:
        write_entry(order=payment.order, kind=EntryKind.REFUND_DUE, at=at, text=reason)
        from shop.core.tasks import enqueue
        from shop.payments.tasks import execute_refund as task

        transaction.on_commit(lambda: enqueue(task, refund.pk))
    return refund


@transaction.atomic
def refund_order(*, order: Order, reason: str, at: datetime) -> int:
    """Send back every successful payment of an order; returns how many refunds there are now."""
    payments = list(order.payments.filter(state=PaymentState.SUCCEEDED).select_related("order"))
    for payment in payments:
        request_refund(payment=payment, reason=reason, at=at)
    return len(payments)


def execute_refund(*, refund_id: int, at: datetime) -> bool:
    """Ask the gateway (idempotent there per reference) and note the result. False: tried, will be tried again."""
    refund = Refund.objects.select_related("payment__order").get(pk=refund_id)
    if refund.state == RefundState.SUCCEEDED:
        return True
    try:
        get_gateway(refund.payment.gateway).refund(
            refund_reference=refund.reference,
            payment_reference=refund.payment.reference,
            amount_fen=refund.amount_fen,
        )
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
    with transaction.atomic():
        if Refund.objects.filter(pk=refund.pk, state=RefundState.REQUESTED).update(
            state=RefundState.SUCCEEDED, succeeded_at=at, error=""
        ):
            write_entry(order=refund.payment.order, kind=EntryKind.REFUNDED, at=at)
    return True


def refund_due(*, at: datetime, limit: int = 100) -> int:
    """Execute what is due; returns how many succeeded."""
    due = Refund.objects.filter(state=RefundState.REQUESTED, retry_at__lte=at).order_by("retry_at")
    return sum(execute_refund(refund_id=pk, at=at) for pk in list(due.values_list("pk", flat=True)[:limit]))
