"""Take in what gateways say. The message is stored first; what follows is in the same transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shop.orders import operations as orders
from shop.orders.enums import OrderStatus
from shop.orders.errors import OrderNotInState, PaymentTooLate
from shop.orders.models import Order, asked_fen, deposit_of, due_now_fen
from shop.payments.enums import CallbackOutcome, PaymentState, RefundCause, RefundState
from shop.payments.errors import NotPayable
from shop.payments.gateways import CURRENCY, Callback, RefundNews, get_gateway
from shop.payments.models import GatewayEvent, Payment, Refund
from shop.payments.operations.batches import settle_batch
from shop.payments.operations.books import book_payments
from shop.payments.operations.moving import move_money
from shop.payments.operations.refunds import request_refund, send_back
from shop.payments.operations.wallet_balance import change, lock_wallet_of
from shop.payments.rules import PAYMENT_TRANSITIONS, leading_to

log = structlog.get_logger(__name__)


def receive_callback(*, gateway_code: str, headers: Mapping[str, str], body: bytes, at: datetime) -> CallbackOutcome:
    """Check, store and act on a gateway's message. ``BadSignature`` or ``UnknownGateway`` when it is not one."""
    message = get_gateway(gateway_code).parse_callback(headers=headers, body=body)
    if isinstance(message, RefundNews):
        return hear_of_refund(gateway_code=gateway_code, news=message, at=at)
    return apply_callback(gateway_code=gateway_code, callback=message, at=at)


@transaction.atomic
def hear_of_refund(*, gateway_code: str, news: RefundNews, at: datetime) -> CallbackOutcome:
    """Note a message about a refund, once, and have the refund asked about soon: what the gateway answers counts."""
    event = _note(gateway_code, news.event_id, news.refund_reference, news.payload, at)
    if event is None:
        return CallbackOutcome.ALREADY
    refund = Refund.objects.filter(reference=news.refund_reference, payment__gateway=gateway_code).first()
    event.outcome = CallbackOutcome.APPLIED if refund else CallbackOutcome.UNKNOWN
    event.save(update_fields=["outcome"])
    if refund:
        Refund.objects.filter(pk=refund.pk, state=RefundState.ACCEPTED).update(retry_at=at)
    return CallbackOutcome(event.outcome)


def _note(
    gateway_code: str, event_id: str, reference: str, payload: dict[str, Any], at: datetime
) -> GatewayEvent | None:
    """The message as a row; None if it is known."""
    try:
        with transaction.atomic():
            return GatewayEvent.objects.create(
                gateway=gateway_code,
                event_id=event_id[:80],
                payment_reference=reference[:40],
                payload=payload,
                received_at=at,
            )
    except IntegrityError:
        return None


@transaction.atomic
def apply_callback(*, gateway_code: str, callback: Callback, at: datetime) -> CallbackOutcome:
    """Act on a checked message, once: repeats, in any order and at the same moment, change nothing.

    Success marks the payment and then the order. Money that cannot be used (order closed and goods gone,
    order already paid) is sent back. An amount or currency that differs is never counted; it is kept for a person to
    see.
    """
    event = _note(gateway_code, callback.event_id, callback.payment_reference, callback.payload, at)
    if event is None:
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
        open_states = leading_to(callback.state, PAYMENT_TRANSITIONS)
        ended = Payment.objects.filter(pk=payment.pk, state__in=open_states).update(state=callback.state)
        return CallbackOutcome.APPLIED if ended else CallbackOutcome.ALREADY
    if callback.amount_fen != payment.amount_fen or callback.currency != CURRENCY:
        log.error("amount_mismatch", payment=payment.reference, said=f"{callback.amount_fen} {callback.currency}")
        return CallbackOutcome.MISMATCH
    # The wallet before its top-up, as everybody takes them; its device may just go over to another customer.
    payment = lock_wallet_of(payment)
    unpaid = leading_to(PaymentState.SUCCEEDED, PAYMENT_TRANSITIONS)
    changed = Payment.objects.filter(pk=payment.pk, state__in=unpaid).update(
        state=PaymentState.SUCCEEDED, succeeded_at=callback.paid_at, provider_reference=callback.provider_reference
    )
    if not changed:
        return CallbackOutcome.ALREADY
    if payment.batch_id is not None:
        payment.refresh_from_db()
        return settle_batch(payment, at=at)
    book_payments(payment, at=at)
    if payment.wallet:
        change(payment.wallet, principal_fen=payment.amount_fen, bonus_fen=payment.bonus_fen)
        return CallbackOutcome.APPLIED
    return settle_order(payment, at=at)


def settle_order(payment: Payment, *, at: datetime) -> CallbackOutcome:
    """The payment has arrived: the order is paid once all of it has. Money that is too late or too much goes back."""
    assert payment.order_id is not None  # noqa: S101 what is put into a wallet settles no order
    orders.lock_for_payment(payment.order_id)
    # Who has begun to pay before the price fell gets the difference back.
    order = orders.protect_price(order_id=payment.order_id, at=at)
    due_fen = asked_fen(order)
    arrived_fen = sum(row.kept_fen for row in order.payments.filter(state=PaymentState.SUCCEEDED))
    if arrived_fen < due_fen and order.status == OrderStatus.PENDING:
        return CallbackOutcome.APPLIED
    try:
        if order.status == OrderStatus.DEPOSIT and not due_now_fen(order, at):
            raise OrderNotInState
        if arrived_fen < due_fen:
            raise PaymentTooLate(_("The rest of the order's money had gone back already."))
        _go_on(order, at)
    except OrderNotInState:
        send_back(payment, _("The order was already paid or closed."), at)
        return CallbackOutcome.REFUNDED
    except PaymentTooLate as error:
        send_back(payment, str(error), at)
        return CallbackOutcome.REFUNDED
    if excess_fen := arrived_fen - due_fen:
        reason = _("More was paid than the order costs.")
        cause = RefundCause.UNUSED
        request_refund(payment=payment, amount_fen=excess_fen, reason=reason, at=at, cause=cause, key="excess")
    return CallbackOutcome.APPLIED


@transaction.atomic
def _go_on(order: Order, at: datetime) -> None:
    """What was due is here. What another order pays of this one comes with it, or neither does."""
    deposit = deposit_of(order)
    if deposit is not None and deposit.paid_at is None:
        orders.mark_deposit_paid(order_id=order.pk, at=at)
        return
    orders.mark_paid(order_id=order.pk, at=at)
    if order.credit_fen:
        move_money(order=order, at=at)


@transaction.atomic
def settle_without_money(*, order: Order, at: datetime) -> None:
    """An order that another one pays in full is paid at once. ``PaymentTooLate`` if that one is not what it was;
    ``NotPayable`` if money is due.
    """
    order = orders.lock_for_payment(order.pk)
    if order.status != OrderStatus.PENDING or asked_fen(order):
        raise NotPayable
    _go_on(order, at)
