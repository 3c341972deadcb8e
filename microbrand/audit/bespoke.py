"""Custom work: it stands where its order stands, and what was ordered is what was quoted."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, Subquery

from microbrand.audit.registry import GRACE, Found, check
from shop.bespoke.enums import BespokeState
from shop.bespoke.models import BespokeEntry, BespokeWork
from shop.orders.enums import OrderStatus
from shop.orders.models import OrderLine

S, O = BespokeState, OrderStatus  # noqa: E741
_STANDS = {
    S.ORDERED: [O.PENDING],
    S.DESIGNING: [O.DEPOSIT],
    S.PROOF: [O.DEPOSIT],
    S.MAKING: [O.DEPOSIT],
    S.BALANCE: [O.DEPOSIT],
    S.READY: [O.PAID],
    S.DONE: [O.SHIPPED, O.COMPLETED],
    S.LAPSED: [O.CANCELLED],
    S.CALLED_OFF: [O.CANCELLED],
}


@check("custom work stands where its order does")
def follows_order(at: datetime) -> Found:
    rows = BespokeWork.objects.filter(order__isnull=False)
    right = Q(pk__in=[])
    for state, statuses in _STANDS.items():
        right |= Q(state=state, order__status__in=statuses)
    # The event that moves it is delivered by the outbox.
    quiet = ~Exists(BespokeEntry.objects.filter(work=OuterRef("pk"), at__gt=at - GRACE))
    moved = (
        Q(order__cancelled_at__gt=at - GRACE) | Q(order__paid_at__gt=at - GRACE) | Q(order__shipped_at__gt=at - GRACE)
    )
    late = rows.filter(quiet).exclude(moved).exclude(order__deposit__paid_at__gt=at - GRACE)
    return rows.count(), [late.exclude(right)]


@check("custom work: ordered as quoted, its last step the last of its time line")
def as_quoted(at: datetime) -> Found:
    rows = BespokeWork.objects.all()
    ordered = rows.filter(order__isnull=False)
    line = OrderLine.objects.filter(order=OuterRef("order"), sku=OuterRef("sku"), quantity=OuterRef("quantity"))
    line = line.filter(total_fen=OuterRef("each_fen") * OuterRef("quantity"))
    last = BespokeEntry.objects.filter(work=OuterRef("pk")).order_by("-at", "-pk").values("state")[:1]
    return rows.count(), [
        ordered.filter(~Exists(line)),
        ordered.exclude(order__deposit__amount_fen=F("deposit_fen"), order__deposit__kind=F("deposit_kind")),
        ordered.exclude(order__customer=F("customer")),
        rows.annotate(told=Subquery(last)).exclude(state=F("told")),
    ]
