"""Begin to pay, and ask for results that nobody brought."""

import secrets
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from shop.orders.enums import OrderStatus
from shop.orders.errors import AlreadyYours
from shop.orders.models import Order
from shop.orders.operations import prolong_order
from shop.orders.queries import is_owned_already
from shop.payments.enums import PaymentState
from shop.payments.errors import AlreadyPaid, NotPayable
from shop.payments.gateways import Charge, Start, Visitor, get_gateway
from shop.payments.models import Payment
from shop.payments.operations.callbacks import apply_callback
from shop.payments.operations.closing import close_payment

log = structlog.get_logger(__name__)

FIRST_QUERY = timedelta(minutes=1)
LAST_QUERY = timedelta(days=2)


def start_payment(
    *, order: Order, gateway_code: str, at: datetime, visitor: Visitor | None = None
) -> tuple[Payment, Start]:
    """A payment for the order at a gateway, and how the shopper pays it.

    A pending payment of the same amount, gateway and scene is used again. ``NotPayable`` unless the order waits for
    payment at ``at``; ``AlreadyYours`` if what is in it was paid for with another one.
    """
    gateway, visitor = get_gateway(gateway_code), visitor or Visitor()
    scene = gateway.scene(visitor)
    with transaction.atomic():
        order = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
        if order.status_at(at) != OrderStatus.PENDING:
            raise NotPayable
        if is_owned_already(order):
            raise AlreadyYours
        payment = order.payments.filter(
            gateway=gateway_code, scene=scene, state=PaymentState.PENDING, amount_fen=order.total_fen
        ).first()
        if payment is None:
            payment = Payment.objects.create(
                order=order,
                gateway=gateway_code,
                scene=scene,
                reference=f"{order.number}{secrets.token_hex(3).upper()}",
                amount_fen=order.total_fen,
                created_at=at,
                query_at=at + FIRST_QUERY,
            )
        if gateway.hold_hours:
            until = order.placed_at + timedelta(hours=gateway.hold_hours)
            prolong_order(order=order, until=until, reason=str(gateway.label), at=at)
    # The gateway is asked outside the transaction: a slow answer must not hold the order's lock.
    try:
        start = gateway.start(
            Charge(
                reference=payment.reference,
                amount_fen=payment.amount_fen,
                subject=order.number,
                expires_at=order.expires_at,
                return_url=settings.SITE_URL + order.get_absolute_url(),
                notify_url=settings.SITE_URL + reverse("storefront:payment_callback", args=[gateway_code]),
                visitor=visitor,
            )
        )
    except AlreadyPaid as error:
        # Paid before, and the message about it was lost.
        ask_about(payment=payment, at=at)
        raise NotPayable from error
    Payment.objects.filter(pk=payment.pk).update(start=start.as_dict())
    return payment, start


def query_pending(*, at: datetime, limit: int = 100) -> int:
    """Ask gateways about payments that have been pending for a minute to two days: closed browsers, lost callbacks.

    Each is asked about after a minute, then at growing distances: abandoned ones never keep a newer one waiting. What
    is not paid although its order needs no money any more is closed at the gateway. Returns how many were settled.
    """
    due = (
        Payment.objects.filter(
            state=PaymentState.PENDING,
            query_at__lte=at,
            created_at__gt=at - LAST_QUERY,
            gateway__in=settings.PAYMENT_GATEWAYS,
        )
        .select_related("order")
        .order_by("query_at")[:limit]
    )
    return sum(_query(payment, at) for payment in due)


def _query(payment: Payment, at: datetime) -> bool:
    # The next time is noted before asking: it claims the payment from another sweep, and an answer that cannot be
    # dealt with does not stand at the head of every sweep from now on.
    age = max(at - payment.created_at, FIRST_QUERY)
    if not Payment.objects.filter(pk=payment.pk, query_at=payment.query_at).update(query_at=at + age / 2):
        return False
    try:
        if ask_about(payment=payment, at=at):
            return True
        return payment.order.status != OrderStatus.PENDING and close_payment(payment=payment, at=at)
    except Exception as error:  # any gateway's fault is its payment's, never the sweep's
        log.exception("query_failed", payment=payment.reference, error=str(error))
        return False


def ask_about(*, payment: Payment, at: datetime) -> bool:
    """Ask the gateway for the result and act on it. False while there is none."""
    callback = get_gateway(payment.gateway).query(reference=payment.reference)
    if callback is None:
        return False
    apply_callback(gateway_code=payment.gateway, callback=callback, at=at)
    return True
