"""Orders that are paid together: as one until they are paid, and split to the fen from then on."""

from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from microbrand.audit.registry import Found, check
from shop.orders.enums import OrderStatus
from shop.orders.models import Order, OrderBatch
from shop.payments.enums import PaymentState
from shop.payments.models import Payment


@check("batches: paid and closed as one, and what arrived for them is split over their orders")
def batches(at: datetime) -> Found:
    rows = OrderBatch.objects.all()
    theirs = Order.objects.filter(batch=OuterRef("pk"))
    pending = theirs.filter(status=OrderStatus.PENDING)
    # ``paid_at`` stays with an order that was closed afterwards.
    never_paid, paid = theirs.filter(paid_at=None), theirs.filter(paid_at__isnull=False)
    deadlines = pending.order_by().values("batch").annotate(count=Count("expires_at", distinct=True))
    split = Payment.objects.filter(batch__isnull=False, state=PaymentState.SUCCEEDED)
    # What went over to an order that changes another one is judged there.
    split_off = Payment.objects.filter(part_of__isnull=False, order__amends=None)
    parts = split_off.filter(part_of=OuterRef("pk")).order_by().values("part_of")
    split = split.annotate(parts_fen=Coalesce(Subquery(parts.annotate(sum_fen=Sum("amount_fen")).values("sum_fen")), 0))
    strangers = split_off.exclude(
        gateway=F("part_of__gateway"), order__batch=F("part_of__batch"), part_of__state=PaymentState.SUCCEEDED
    )
    return rows.count(), [
        rows.filter(~Exists(theirs)),
        rows.filter(Exists(theirs.exclude(customer=OuterRef("customer")))),
        rows.filter(Exists(pending), Exists(theirs.exclude(status=OrderStatus.PENDING))),
        rows.filter(Exists(never_paid), Exists(paid)),
        rows.annotate(deadlines=Subquery(deadlines.values("count"))).filter(deadlines__gt=1),
        split.exclude(amount_fen=F("parts_fen")),
        strangers,
    ]
