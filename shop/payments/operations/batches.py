"""What is paid for several orders at once is split over them, to the fen."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from shop.core.compiled import insert
from shop.core.money import allocate
from shop.orders import operations as orders
from shop.orders.enums import OrderStatus
from shop.orders.errors import OrderNotInState, PaymentTooLate
from shop.orders.models import Order
from shop.payments.enums import CallbackOutcome, PaymentState, RefundCause
from shop.payments.models import Payment
from shop.payments.operations.books import book_payments
from shop.payments.operations.refunds import request_refund, send_back


def owed_of_batch(rows: Iterable[Order]) -> list[tuple[Order, int]]:
    """Orders of a batch in ascending id, and what is still to be paid of each."""
    return [(order, max(0, order.total_fen - kept)) for order, kept in _kept(rows)]


def _kept(rows: Iterable[Order]) -> list[tuple[Order, int]]:
    """Orders, and what has arrived for each and is still here. One query."""
    found = {order.pk: order for order in rows}
    kept = dict.fromkeys(found, 0)
    for payment in Payment.objects.filter(order__in=found, state=PaymentState.SUCCEEDED):
        kept[payment.order_id] += payment.kept_fen  # type: ignore[index]
    return [(found[pk], kept[pk]) for pk in sorted(found)]


def shares(amount_fen: int, owed: Sequence[int], totals: Sequence[int]) -> list[int]:
    """Each order's part of an amount: what is owed of it, and of what is more or less than that its share by size."""
    owed_fen = sum(owed)
    if amount_fen < owed_fen:
        return allocate(amount_fen, owed)
    more = allocate(amount_fen - owed_fen, totals)
    return [part + extra for part, extra in zip(owed, more, strict=True)]


def settle_batch(payment: Payment, *, at: datetime) -> CallbackOutcome:
    """A payment for a batch has arrived: it becomes a payment of each order, and the orders are paid once all of it is
    there. All of them or none: money that is too late goes back as a whole.
    """
    assert payment.batch_id is not None  # noqa: S101
    rows = list(Order.objects.select_for_update(no_key=True).filter(batch=payment.batch_id).order_by("pk"))
    owed = [owed for _order, owed in owed_of_batch(rows)]
    parts = [
        Payment(
            order=order,
            part_of=payment,
            gateway=payment.gateway,
            scene=payment.scene,
            reference=f"{payment.reference}-{position}",
            provider_reference=payment.provider_reference,
            amount_fen=amount_fen,
            state=PaymentState.SUCCEEDED,
            created_at=payment.created_at,
            succeeded_at=payment.succeeded_at,
        )
        for position, (order, amount_fen) in enumerate(
            zip(rows, shares(payment.amount_fen, owed, [order.total_fen for order in rows]), strict=True), start=1
        )
        if amount_fen
    ]
    insert(*parts)
    book_payments(*parts, at=at)
    return settle_orders(rows, parts, at=at)


def settle_orders(rows: Sequence[Order], parts: Sequence[Payment], *, at: datetime) -> CallbackOutcome:
    """The orders of a batch, locked, have got these payments: they are paid if that was all of it."""
    arrived = _kept(rows)
    is_short = any(kept_fen < order.total_fen for order, kept_fen in arrived)
    if is_short and all(order.status == OrderStatus.PENDING for order in rows):
        return CallbackOutcome.APPLIED
    try:
        if is_short:
            raise PaymentTooLate(_("The rest of the order's money had gone back already."))
        orders.mark_batch_paid(batch_id=rows[0].batch_id, at=at)  # type: ignore[arg-type]
    except (OrderNotInState, PaymentTooLate) as error:
        late = isinstance(error, PaymentTooLate)
        for part in parts:
            send_back(part, str(error) if late else _("The order was already paid or closed."), at)
        return CallbackOutcome.REFUNDED
    over = {order.pk: kept_fen - order.total_fen for order, kept_fen in arrived}
    for part in parts:
        if excess_fen := over[part.order_id]:  # type: ignore[index]
            request_refund(
                payment=part,
                amount_fen=excess_fen,
                reason=_("More was paid than the order costs."),
                at=at,
                cause=RefundCause.UNUSED,
                key="excess",
            )
    return CallbackOutcome.APPLIED
