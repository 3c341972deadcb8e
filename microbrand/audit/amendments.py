"""Orders that change others: what went over is what was written down, and of money that is here."""

from datetime import datetime

from django.db.models import BigIntegerField, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from microbrand.audit.registry import Found, Rows, check
from shop.orders.models import AmendedLine, Order
from shop.payments.enums import PaymentState, RefundCause, RefundState
from shop.payments.models import Payment, Refund


@check("money that went over to an order = what the order it changes pays of it, once that is paid")
def moved_money(at: datetime) -> Found:
    moved = Payment.objects.filter(part_of__isnull=False, order__amends__isnull=False)
    here = moved.filter(order=OuterRef("pk"), state=PaymentState.SUCCEEDED)
    there = Refund.objects.filter(payment__order=OuterRef("amends"), cause=RefundCause.MOVED, reason=OuterRef("number"))
    rows = Order.objects.filter(amends__isnull=False).annotate(
        here_fen=_sum(here, "order"), there_fen=_sum(there.filter(state=RefundState.SUCCEEDED), "payment__order")
    )
    return rows.count(), [
        rows.filter(paid_at__isnull=False).exclude(here_fen=F("credit_fen"), there_fen=F("credit_fen")),
        rows.filter(paid_at=None).exclude(here_fen=0, there_fen=0),
        moved.exclude(part_of__part_of=None, gateway=F("part_of__gateway")),
    ]


@check("what is given up for an order is of the order it changes, and has happened if and only if it is paid")
def given_up(at: datetime) -> Found:
    rows = AmendedLine.objects.all()
    # An order all of which was exchanged is closed: it gave nothing up line by line.
    closed = Q(line__order__cancel_reason="changed")
    return rows.count(), [
        rows.exclude(line__order=F("order__amends")),
        rows.filter(order__paid_at=None, given_up__gt=0),
        rows.filter(~closed, order__paid_at__isnull=False, given_up=0),
    ]


def _sum(rows: Rows, by: str) -> Coalesce:
    total = rows.order_by().values(by).annotate(sum_fen=Sum("amount_fen")).values("sum_fen")
    return Coalesce(Subquery(total), 0, output_field=BigIntegerField())
