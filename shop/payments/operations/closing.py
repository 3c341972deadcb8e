"""Close at the gateway what nobody shall pay any more, and only then the order."""

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db.models import Q

from shop.core.errors import ShopError
from shop.orders.enums import OrderStatus
from shop.orders.models import Order, deposit_of
from shop.payments.enums import PaymentState
from shop.payments.errors import AlreadyPaid, GatewayUnavailable
from shop.payments.gateways import get_gateway
from shop.payments.models import Payment
from shop.payments.operations.callbacks import apply_callback
from shop.payments.rules import PAYMENT_TRANSITIONS, leading_to

log = structlog.get_logger(__name__)

# So long the deadline waits for a gateway that does not answer. Later money is dealt with as any late money.
PATIENCE = timedelta(minutes=30)
AWAY_SECONDS = 30


def close_payment(*, payment: Payment, at: datetime) -> bool:
    """Close one pending payment at its gateway. False if it cannot be closed because it is paid, or being paid: the
    result is asked for, and acted on if there is one. ``GatewayUnavailable`` if nothing is known.
    """
    gateway = get_gateway(payment.gateway)
    try:
        gateway.close(reference=payment.reference)
    except AlreadyPaid:
        if callback := gateway.query(reference=payment.reference):
            apply_callback(gateway_code=payment.gateway, callback=callback, at=at)
        return False
    open_states = leading_to(PaymentState.CLOSED, PAYMENT_TRANSITIONS)
    Payment.objects.filter(pk=payment.pk, state__in=open_states).update(state=PaymentState.CLOSED)
    return True


def close_before_order(order: Order, at: datetime) -> None:
    """Before an unpaid order is closed: nobody may pay it after that.

    ``AlreadyPaid`` if a payment was faster (the order is paid then, or will be in a moment), ``GatewayUnavailable`` if
    a gateway does not answer. Past its deadline the order waits no longer than ``PATIENCE`` for either.
    """
    for payment in _open_payments(order):
        away = f"payments:away:{payment.gateway}"
        try:
            # A gateway that is away keeps one order waiting for its silence, not each that is due.
            if cache.get(away):
                raise GatewayUnavailable
            if not close_payment(payment=payment, at=at):
                raise AlreadyPaid
        except (AlreadyPaid, GatewayUnavailable) as error:
            if isinstance(error, GatewayUnavailable):
                cache.add(away, True, AWAY_SECONDS)
            if at < order.expires_at + PATIENCE:
                raise
            log.warning("closed_without_gateway", payment=payment.reference, why=error.code)


def close_needless(*, order_id: int, at: datetime) -> int:
    """Close what is left open of an order that is paid or closed, so that it is not paid twice. How many were."""
    order = Order.objects.get(pk=order_id)
    count = 0
    for payment in [row for row in _open_payments(order) if is_needless(row, order)]:
        try:
            count += close_payment(payment=payment, at=at)
        except ShopError as error:
            # The sweep that asks for results tries again.
            log.warning("close_failed", payment=payment.reference, error=str(error))
    return count


def is_needless(payment: Payment, order: Order) -> bool:
    """Whether nobody shall pay it any more: the order is paid or closed, or it was for a deposit that has arrived."""
    if order.status == OrderStatus.DEPOSIT:
        deposit = deposit_of(order)
        return deposit is not None and deposit.paid_at is not None and payment.created_at <= deposit.paid_at
    return order.status != OrderStatus.PENDING


def _open_payments(order: Order) -> list[Payment]:
    its_own = Q(order=order) if order.batch_id is None else Q(batch=order.batch_id)
    rows = Payment.objects.filter(its_own, state=PaymentState.PENDING, gateway__in=settings.PAYMENT_GATEWAYS)
    return list(rows.order_by("id"))
