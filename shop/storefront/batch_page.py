"""Orders to several people on one page: what is to be paid together, and where each parcel stands."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop.orders.enums import CancelReason, OrderStatus
from shop.orders.models import Order, OrderBatch
from shop.orders.queries import with_parcels
from shop.payments.enums import PaymentState
from shop.payments.models import Payment
from shop.payments.operations import due_of
from shop.payments.rules import WALLET
from shop.storefront.wording import moment


@dataclass(frozen=True)
class BatchPage:
    """A batch at a moment. Until it is paid all of its orders are in one status."""

    batch: OrderBatch
    orders: list[tuple[Order, OrderStatus]]
    headline: str
    next_step: str
    goods_fen: int
    freight_fen: int
    due_fen: int
    wallet_paid_fen: int
    can_pay: bool
    deadline: datetime | None
    transfer: Payment | None
    awaits_gateway: bool
    last_attempt_failed: bool

    @property
    def total_fen(self) -> int:
        """What all of it costs."""
        return self.goods_fen + self.freight_fen

    @property
    def status(self) -> OrderStatus:
        """Of the first order: as long as it is unpaid, or was never paid, that of all of them."""
        return self.orders[0][1]


def describe_batch(batch: OrderBatch, *, at: datetime) -> BatchPage:
    """A fixed number of queries, however many people get something."""
    rows = batch.orders.order_by("pk").prefetch_related("lines", with_parcels())
    orders = [(order, order.status_at(at)) for order in rows]
    found = [order for order, _status in orders]
    can_pay = all(status == OrderStatus.PENDING for _order, status in orders)
    payments = list(batch.payments.order_by("pk"))
    pending = [row for row in payments if row.state == PaymentState.PENDING] if can_pay else []
    transfers = [row for row in pending if "particulars" in row.start]
    from_wallet = Payment.objects.filter(order__batch=batch, gateway=WALLET) if can_pay else Payment.objects.none()
    headline, next_step = _told(orders)
    return BatchPage(
        batch=batch,
        orders=orders,
        headline=headline,
        next_step=next_step,
        goods_fen=sum(order.goods_fen for order in found),
        freight_fen=sum(order.freight_fen for order in found),
        due_fen=due_of(found[0]) if can_pay else 0,
        wallet_paid_fen=sum(row.kept_fen for row in from_wallet),
        can_pay=can_pay,
        deadline=found[0].expires_at if can_pay else None,
        transfer=next(iter(transfers), None),
        awaits_gateway=len(pending) > len(transfers),
        last_attempt_failed=can_pay and bool(payments) and payments[-1].state == PaymentState.FAILED,
    )


def _told(orders: list[tuple[Order, OrderStatus]]) -> tuple[str, str]:
    first, status = orders[0]
    count = Counter(status for _order, status in orders)
    if status == OrderStatus.PENDING:
        return _("Waiting for your payment"), _(
            "The goods for all of them are held for you until %(time)s. You pay once, for all. Without it everything "
            "closes by itself and nothing is charged."
        ) % {"time": moment(first.expires_at)}
    if all(order.paid_at is None for order, _status in orders):
        if first.cancel_reason == CancelReason.CUSTOMER:
            return _("Cancelled, as you asked"), _("Nothing was charged, and the goods are on sale again.")
        if first.cancel_reason == CancelReason.MERCHANT:
            return _("Cancelled by the shop"), _("Nothing was charged, and the goods are on sale again.")
        return _("Closed: not paid in time"), _(
            "The goods are on sale again. A payment made at the last moment is recognised by itself: all of it goes on "
            "if all of the goods are still there, otherwise the money goes back to you in full."
        )
    done, under_way = count[OrderStatus.COMPLETED], count[OrderStatus.SHIPPED]
    waiting = count[OrderStatus.PAID]
    if waiting:
        words = ngettext(
            "Paid. %(count)s parcel is being packed.", "Paid. %(count)s parcels are being packed.", waiting
        )
        return words % {"count": waiting}, _(
            "Each leaves by itself, with a tracking number of its own. Open one to change its address, or if something "
            "is wrong with it."
        )
    if under_way:
        words = ngettext("%(count)s parcel is on its way.", "%(count)s parcels are on their way.", under_way)
        return words % {"count": under_way}, _("Open a parcel to see where it is.")
    if done:
        return _("Everything has arrived."), _("If something is wrong with a parcel, open it and tell us.")
    return _("Called off"), _("What you paid goes back to you in full, the way it came.")
