"""Payments and what gateways say about them."""

import itertools
from datetime import datetime
from typing import Any

from shop.orders.models import Order
from shop.payments.enums import CallbackOutcome
from shop.payments.gateways import Callback
from shop.payments.models import Payment
from shop.payments.operations import start_payment
from shop.payments.operations.callbacks import apply_callback
from tests.factories import NOW

_events = itertools.count(1)


def start(order: Order, *, at: datetime = NOW) -> Payment:
    """A payment begun at the sandbox."""
    payment, _address = start_payment(order=order, gateway_code="sandbox", at=at)
    return payment


def said(payment: Payment, *, at: datetime = NOW, **changes: Any) -> Callback:
    """The gateway's message that the payment succeeded, under an event id of its own."""
    fields: dict[str, Any] = {
        "event_id": f"event-{next(_events)}",
        "payment_reference": payment.reference,
        "provider_reference": f"P{payment.reference}",
        "succeeded": True,
        "amount_fen": payment.amount_fen,
        "paid_at": at,
        "payload": {},
        **changes,
    }
    return Callback(**fields)


def hear(payment: Payment, *, at: datetime = NOW, **changes: Any) -> CallbackOutcome:
    """Let the gateway say that the payment succeeded, or what ``changes`` make of it."""
    return apply_callback(gateway_code="sandbox", callback=said(payment, at=at, **changes), at=at)


def pay(order: Order, *, at: datetime = NOW) -> Payment:
    """Pay the order in full."""
    payment = start(order, at=at)
    hear(payment, at=at)
    payment.refresh_from_db()
    return payment
