"""Money that stays here and pays another order: what an order gives up for the one that changes it."""

import secrets
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from shop.orders.errors import PaymentTooLate
from shop.orders.models import Order
from shop.payments.enums import PaymentState, RefundCause, RefundState
from shop.payments.models import Payment, Refund
from shop.payments.operations.books import book_payments, book_refund
from shop.payments.operations.refunds import lock_arrived, promise
from shop.payments.rules import WALLET, bonus_of_refund, split_freight, spread_refund

# Before the number of the order in the key of what went over to it.
MOVED_KEY = "moved:"


@transaction.atomic
def move_money(*, order: Order, at: datetime) -> list[Payment]:
    """What the original pays of ``order`` goes over: a refund there and a payment here, both done at once, of the same
    gateway or wallet, so that every sum of either order is made of its own rows. No gateway is asked: what goes back
    of it later is sent back by the payment that brought it (``Payment.part_of``).

    Part of the transaction that pays the order; both orders are locked. ``PaymentTooLate`` if the original has not so
    much any more.
    """
    assert order.amends is not None  # noqa: S101 nobody else pays a part of it
    payments = [payment for payment in lock_arrived(order.amends) if payment.kept_fen]
    if order.credit_fen > sum(payment.kept_fen for payment in payments):
        raise PaymentTooLate(_("The order that was to be changed is not what it was, so this payment goes back."))
    parts = spread_refund(order.credit_fen, [(payment.gateway, payment.kept_fen) for payment in payments])
    # What goes over beyond the worth of the goods is freight that is not needed any more.
    worth_fen = order.takes.aggregate(fen=Sum("worth_fen", default=0))["fen"]
    freight = split_freight(max(0, order.credit_fen - worth_fen), parts)
    return [
        _move(payment, part, freight_fen, order, at)
        for payment, part, freight_fen in zip(payments, parts, freight, strict=True)
        if part
    ]


def _move(payment: Payment, amount_fen: int, freight_fen: int, order: Order, at: datetime) -> Payment:
    bonus_fen = 0
    if payment.gateway == WALLET:
        # As if it had gone back into the wallet and out of it again, which changes nothing there.
        returned = payment.refunds.exclude(state=RefundState.FAILED).aggregate(fen=Sum("bonus_fen", default=0))["fen"]
        bonus_fen = bonus_of_refund(amount_fen, bonus_left_fen=payment.bonus_fen - returned)
    promise(payment, amount_fen)
    refund = Refund.objects.create(
        payment=payment,
        key=f"{MOVED_KEY}{order.number}",
        reference=f"R{payment.reference}-{payment.refunds.count() + 1}",
        amount_fen=amount_fen,
        bonus_fen=bonus_fen,
        freight_fen=freight_fen,
        cause=RefundCause.MOVED,
        reason=order.number,
        state=RefundState.SUCCEEDED,
        created_at=at,
        retry_at=at,
        succeeded_at=at,
    )
    book_refund(refund, at=at)
    moved = Payment.objects.create(
        order=order,
        part_of=payment.charge,
        gateway=payment.gateway,
        reference=f"{order.number}{secrets.token_hex(3).upper()}",
        provider_reference=payment.provider_reference,
        amount_fen=amount_fen,
        bonus_fen=bonus_fen,
        state=PaymentState.SUCCEEDED,
        created_at=at,
        query_at=at,
        succeeded_at=at,
    )
    book_payments(moved, at=at)
    return moved
