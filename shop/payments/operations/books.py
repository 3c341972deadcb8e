"""What is booked for which movement of money. Called in the transaction of the movement."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from shop.ledger.enums import Account, EntryKind
from shop.ledger.models import Entry
from shop.ledger.operations import credit, debit, post
from shop.orders.models import Order
from shop.payments.enums import RefundCause, RefundState
from shop.payments.models import Payment, Refund


def book_payment(payment: Payment, *, at: datetime) -> None:
    """Money arrived for an order: the gateway owes it to us, and we owe the goods."""
    post(
        document=payment.reference,
        kind=EntryKind.PAYMENT,
        topic=payment.order.number,
        lines=[
            debit(Account.RECEIVABLE, payment.amount_fen, gateway=payment.gateway),
            credit(Account.ADVANCES, payment.amount_fen),
        ],
        at=at,
    )


@transaction.atomic
def book_sale(*, order_id: int, at: datetime) -> bool:
    """The customer has the goods: what was paid for them, less what went back already, is earned, freight apart.

    Once for an order; False if it was booked, or all of it went back before.
    """
    order = Order.objects.select_for_update(no_key=True).get(pk=order_id)
    given_back = Refund.objects.filter(payment__order=order, state=RefundState.SUCCEEDED).exclude(
        cause=RefundCause.UNUSED
    )
    earned_fen = order.total_fen - given_back.aggregate(sum_fen=Sum("amount_fen", default=0))["sum_fen"]
    if earned_fen <= 0 or is_sold(order.number):
        return False
    freight_fen = min(order.freight_fen, earned_fen)
    post(
        document=order.number,
        kind=EntryKind.SALE,
        topic=order.number,
        lines=[
            debit(Account.ADVANCES, earned_fen),
            credit(Account.REVENUE, earned_fen - freight_fen),
            credit(Account.FREIGHT, freight_fen),
        ],
        at=at,
    )
    return True


def book_refund(refund: Refund, *, at: datetime) -> None:
    """Money went back: of an advance as long as the order is not sold, of the sale afterwards.

    What was never needed is an advance for ever. The order's lock decides between the two.
    """
    payment = refund.payment
    order = Order.objects.select_for_update(no_key=True).get(pk=payment.order_id)
    of_sale = refund.cause != RefundCause.UNUSED and is_sold(order.number)
    post(
        document=refund.reference,
        kind=EntryKind.REFUND,
        topic=order.number,
        lines=[
            debit(Account.REFUNDS if of_sale else Account.ADVANCES, refund.amount_fen),
            credit(Account.RECEIVABLE, refund.amount_fen, gateway=payment.gateway),
        ],
        at=at,
    )


def is_sold(number: str) -> bool:
    """Whether the order of that number is booked as sold."""
    return Entry.objects.filter(kind=EntryKind.SALE, document=number).exists()
