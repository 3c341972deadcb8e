"""What is booked for which movement of money. Called in the transaction of the movement."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum

from shop.ledger.enums import Account, EntryKind
from shop.ledger.models import Entry, Line
from shop.ledger.operations import Draft, Posting, credit, debit, post, post_all
from shop.orders.models import Order
from shop.payments.enums import RefundCause, RefundState
from shop.payments.models import Payment, Refund, Statement, StatementEntry, Wallet
from shop.payments.rules import WALLET, freight_earned


def book_payments(*payments: Payment, at: datetime) -> None:
    """Money arrived: the gateway owes it to us, or it left a wallet; we owe the goods, or the wallet."""
    post_all([_payment_entry(payment) for payment in payments], at=at)


def _payment_entry(payment: Payment) -> Draft:
    if payment.wallet:
        return _top_up_entry(payment, payment.wallet)
    order = payment.order
    assert order is not None  # noqa: S101 what is paid for a batch is booked by its parts
    return Draft(
        document=payment.reference,
        kind=EntryKind.PAYMENT,
        topic=order.number,
        lines=[
            *_where_it_came_from(payment, payment.amount_fen, payment.bonus_fen, debit),
            credit(Account.ADVANCES, payment.amount_fen),
        ],
    )


def _top_up_entry(payment: Payment, wallet: Wallet) -> Draft:
    return Draft(
        document=payment.reference,
        kind=EntryKind.TOP_UP,
        lines=[
            debit(Account.RECEIVABLE, payment.amount_fen, gateway=payment.gateway),
            debit(Account.BONUS_COST, payment.bonus_fen),
            credit(Account.PRINCIPAL, payment.amount_fen, customer_id=wallet.customer_id),
            credit(Account.BONUS, payment.bonus_fen, customer_id=wallet.customer_id),
        ],
    )


def _where_it_came_from(
    payment: Payment, amount_fen: int, bonus_fen: int, side: Callable[..., Posting]
) -> list[Posting]:
    """The lines of the gateway, or of the customer's wallet."""
    if payment.gateway != WALLET:
        return [side(Account.RECEIVABLE, amount_fen, gateway=payment.gateway)]
    customer_id = payment.order.customer_id  # type: ignore[union-attr]
    return [
        side(Account.PRINCIPAL, amount_fen - bonus_fen, customer_id=customer_id),
        side(Account.BONUS, bonus_fen, customer_id=customer_id),
    ]


@transaction.atomic
def book_sale(*, order_id: int, at: datetime) -> bool:
    """The customer has the goods: what was paid for them, less what went back already, is earned, freight apart.

    Once for an order; False if it was booked, or all of it went back before.
    """
    order = Order.objects.select_for_update(no_key=True).get(pk=order_id)
    earned_fen, freight_fen = _earned(order)
    if earned_fen <= 0 or is_sold(order.number):
        return False
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


def _earned(order: Order) -> tuple[int, int]:
    """What of an order's price is still here, and what of that is freight."""
    given_back = Refund.objects.filter(payment__order=order, state=RefundState.SUCCEEDED).exclude(
        cause=RefundCause.UNUSED
    )
    back = given_back.aggregate(sum_fen=Sum("amount_fen", default=0), freight_fen=Sum("freight_fen", default=0))
    earned_fen = order.total_fen - back["sum_fen"]
    freight_fen = freight_earned(
        freight_fen=order.freight_fen, given_back_fen=back["freight_fen"], earned_fen=earned_fen
    )
    return earned_fen, freight_fen


def book_refund(refund: Refund, *, at: datetime) -> None:
    """Money went back: of an advance as long as the order is not sold, of the sale afterwards: of its goods and of its
    freight, so that what stands there is what is left of either (``rules.freight_earned``).

    What was never needed is an advance for ever. The order's lock decides between the two.
    """
    payment = refund.payment
    if payment.order_id is None:
        post(
            document=refund.reference,
            kind=EntryKind.WITHDRAWN,
            lines=[
                debit(Account.WITHDRAWALS, refund.amount_fen),
                _sent_from(refund),
            ],
            at=at,
        )
        return
    # Under its lock: its customer may have become another one since it was read.
    order = payment.order = Order.objects.select_for_update(no_key=True).get(pk=payment.order_id)
    of_sale = refund.cause != RefundCause.UNUSED and is_sold(order.number)
    freight_fen = 0
    if of_sale:
        booked = Line.objects.filter(account=Account.FREIGHT, entry__topic=order.number)
        freight_fen = -booked.aggregate(sum_fen=Sum("amount_fen", default=0))["sum_fen"] - _earned(order)[1]
    post(
        document=refund.reference,
        kind=EntryKind.REFUND,
        topic=order.number,
        lines=[
            debit(Account.REFUNDS if of_sale else Account.ADVANCES, refund.amount_fen - freight_fen),
            debit(Account.FREIGHT, freight_fen),
            *(
                [_sent_from(refund)]
                if refund.bank_reference
                else _where_it_came_from(payment, refund.amount_fen, refund.bonus_fen, credit)
            ),
        ],
        at=at,
    )


def _sent_from(refund: Refund) -> Posting:
    """The gateway has sent it, or it left our bank: then the gateway owes it to us still."""
    if refund.bank_reference:
        return credit(Account.BANK, refund.amount_fen)
    return credit(Account.RECEIVABLE, refund.amount_fen, gateway=refund.payment.gateway)


def book_difference(entry: StatementEntry, wanted_fen: int, *, at: datetime, by: Any = None) -> None:
    """Have so much of a difference with a bill on the account of differences, whatever was booked before; 0 takes it
    back. A positive one is money that the gateway has for us beyond our books. Under the lock of its statement.
    """
    gateway = entry.statement.gateway
    _stand_at(Account.DIFFERENCES, -wanted_fen, EntryKind.DIFFERENCE, f"D{entry.pk}", gateway=gateway, at=at, by=by)


def book_fees(statement: Statement, *, at: datetime, by: Any = None) -> int:
    """Have the fees of a bill on their account, whatever was booked for it before. Under its lock; returns them."""
    fees_fen: int = statement.entries.aggregate(sum_fen=Sum("fee_fen", default=0))["sum_fen"]
    _stand_at(Account.FEES, fees_fen, EntryKind.FEES, f"F{statement.pk}", gateway=statement.gateway, at=at, by=by)
    return fees_fen


def _stand_at(
    account: Account, wanted_fen: int, kind: EntryKind, topic: str, *, gateway: str, at: datetime, by: Any
) -> None:
    """Bring what an account says about a topic to a sum, with what the gateway owes us on the other side."""
    lines = Line.objects.filter(account=account, entry__topic=topic)
    change_fen = wanted_fen - lines.aggregate(sum_fen=Sum("amount_fen", default=0))["sum_fen"]
    if not change_fen:
        return
    post(
        document=f"{topic}-{Entry.objects.filter(topic=topic).count() + 1}",
        kind=kind,
        topic=topic,
        lines=[debit(account, change_fen), credit(Account.RECEIVABLE, change_fen, gateway=gateway)],
        at=at,
        by=by,
    )


def is_sold(number: str) -> bool:
    """Whether the order of that number is booked as sold."""
    return Entry.objects.filter(kind=EntryKind.SALE, document=number).exists()
