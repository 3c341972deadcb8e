"""Reactions to events of lower rooms."""

from contextlib import suppress

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.orders.enums import OrderStatus
from shop.orders.events import DepositPaid, OrderCancelled, OrderCompleted, OrderPaid, OrderReaddressed
from shop.orders.models import Order, deposit_of
from shop.payments.enums import RefundCause
from shop.payments.errors import NothingToRefund
from shop.payments.operations.books import book_sale
from shop.payments.operations.deposits import settle_deposit
from shop.payments.operations.refunds import refund_order, refund_order_part


@transaction.atomic
def refund_cancelled_order(event: OrderCancelled) -> None:
    """An order was cancelled: its money goes back, also what a wallet paid of it before.

    Not if money that came late has revived it since: the event may be delivered after that.
    """
    order = Order.objects.select_for_update(no_key=True).get(pk=event.order_id)
    if order.status != OrderStatus.CANCELLED:
        return
    deposit = deposit_of(order)
    if deposit is not None and deposit.fate:
        # A deposit has its own rules.
        settle_deposit(deposit=deposit, at=timezone.now())
        return
    cause = RefundCause.CLOSED if event.was_paid else RefundCause.UNUSED
    refund_order(order=order, reason=_("Order cancelled"), at=timezone.now(), cause=cause)


def close_needless_payments(event: OrderCancelled | OrderPaid | DepositPaid) -> None:
    """Nobody shall pay it a second time, or after it was closed. The gateway is asked outside of the delivery."""
    from shop.core.tasks import enqueue
    from shop.payments.tasks import close_needless

    transaction.on_commit(lambda: enqueue(close_needless, event.order_id))


def refund_freight_difference(event: OrderReaddressed) -> None:
    """A paid order goes where the freight is less: the difference goes back, unless all of the money has gone back."""
    with suppress(NothingToRefund):
        refund_order_part(
            order=Order.objects.get(pk=event.order_id),
            amount_fen=event.back_fen,
            freight_fen=event.back_fen,
            reason=_("Less freight to the new address"),
            at=timezone.now(),
            by=None,
            key=f"address-{event.entry_id}",
        )


def book_completed_order(event: OrderCompleted) -> None:
    """The customer has the goods: they are sold."""
    book_sale(order_id=event.order_id, at=timezone.now())
