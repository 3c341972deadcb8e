"""Take in what gateways say. The message is stored first; what follows is in the same transaction."""

from collections.abc import Mapping
from datetime import datetime

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shop.orders import operations as orders
from shop.orders.errors import OrderNotInState, PaymentTooLate
from shop.payments.enums import CallbackOutcome, PaymentState, RefundCause
from shop.payments.gateways import Callback, get_gateway
from shop.payments.models import GatewayEvent, Payment
from shop.payments.operations.refunds import request_refund

log = structlog.get_logger(__name__)


def receive_callback(*, gateway_code: str, headers: Mapping[str, str], body: bytes, at: datetime) -> CallbackOutcome:
    """Check, store and act on a gateway's message. ``BadSignature`` or ``UnknownGateway`` when it is not one."""
    callback = get_gateway(gateway_code).parse_callback(headers=headers, body=body)
    return apply_callback(gateway_code=gateway_code, callback=callback, at=at)


@transaction.atomic
def apply_callback(*, gateway_code: str, callback: Callback, at: datetime) -> CallbackOutcome:
    """Act on a checked message, once: repeats, in any order and at the same moment, change nothing.

    Success marks the payment and then the order. Money that cannot be used (order closed and goods gone,
    order already paid) is sent back. An amount that differs is never counted; it is kept for a person to see.
    """
    try:
        with transaction.atomic():
            event = GatewayEvent.objects.create(
                gateway=gateway_code,
                event_id=callback.event_id,
                payment_reference=callback.payment_reference,
                payload=callback.payload,
                received_at=at,
            )
    except IntegrityError:
        return CallbackOutcome.ALREADY
    outcome = _apply(gateway_code, callback, at)
    event.outcome = outcome
    event.save(update_fields=["outcome"])
    log.info("gateway_event", gateway=gateway_code, event_id=callback.event_id, outcome=str(outcome))
    return outcome


def _apply(gateway_code: str, callback: Callback, at: datetime) -> CallbackOutcome:
    payment = Payment.objects.filter(gateway=gateway_code, reference=callback.payment_reference).first()
    if payment is None:
        return CallbackOutcome.UNKNOWN
    if not callback.succeeded:
        failed = Payment.objects.filter(pk=payment.pk, state=PaymentState.PENDING).update(state=PaymentState.FAILED)
        return CallbackOutcome.APPLIED if failed else CallbackOutcome.ALREADY
    if callback.amount_fen != payment.amount_fen:
        log.error("amount_mismatch", payment=payment.reference, said_fen=callback.amount_fen)
        return CallbackOutcome.MISMATCH
    # Failed and then paid happens (a second try on the vendor's page): success is final, failure is not.
    changed = Payment.objects.filter(pk=payment.pk, state__in=[PaymentState.PENDING, PaymentState.FAILED]).update(
        state=PaymentState.SUCCEEDED, succeeded_at=callback.paid_at, provider_reference=callback.provider_reference
    )
    if not changed:
        return CallbackOutcome.ALREADY
    try:
        orders.mark_paid(order_id=payment.order_id, at=at)
    except OrderNotInState:
        _send_back(payment, _("The order was already paid or closed."), at)
        return CallbackOutcome.REFUNDED
    except PaymentTooLate as error:
        _send_back(payment, str(error), at)
        return CallbackOutcome.REFUNDED
    return CallbackOutcome.APPLIED


def _send_back(payment: Payment, reason: str, at: datetime) -> None:
    request_refund(
        payment=payment, amount_fen=payment.amount_fen, reason=reason, at=at, cause=RefundCause.UNUSED, key="unused"
    )
