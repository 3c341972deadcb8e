"""The books: balanced, and nothing that moved money is missing from them or stands there without having happened."""

from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from microbrand.audit.registry import GRACE, Found, Rows, check
from shop.ledger.enums import Account, EntryKind
from shop.ledger.models import Entry, Line
from shop.orders.enums import OrderStatus
from shop.orders.models import Order
from shop.payments.enums import PaymentState, RefundCause, RefundState
from shop.payments.models import Payment, Refund


@check("books: every entry is balanced")
def balanced(at: datetime) -> Found:
    rows = Entry.objects.annotate(total_fen=Coalesce(Sum("lines__amount_fen"), 0), line_count=Count("lines"))
    return Entry.objects.count(), [rows.exclude(total_fen=0, line_count__gte=2)]


@check("books: payments that arrived and refunds that were sent, with their amounts, and nothing else")
def booked(at: datetime) -> Found:
    arrived = Payment.objects.filter(state=PaymentState.SUCCEEDED)
    sent = Refund.objects.filter(state=RefundState.SUCCEEDED)
    return arrived.count() + sent.count(), [
        _booked(arrived, EntryKind.PAYMENT).exclude(booked_fen=F("amount_fen")),
        _booked(sent, EntryKind.REFUND).exclude(booked_fen=F("amount_fen")),
        Entry.objects.filter(~Exists(arrived.filter(reference=OuterRef("document"))), kind=EntryKind.PAYMENT),
        Entry.objects.filter(~Exists(sent.filter(reference=OuterRef("document"))), kind=EntryKind.REFUND),
    ]


def _booked(rows: Rows, kind: EntryKind) -> Rows:
    """Each with the sum of the debits of its entry."""
    lines = Line.objects.filter(entry__kind=kind, entry__document=OuterRef("reference"), amount_fen__gt=0)
    total = lines.order_by().values("entry").annotate(sum_fen=Sum("amount_fen")).values("sum_fen")
    return rows.annotate(booked_fen=Coalesce(Subquery(total), 0))


@check("books: complete orders are sold, of what was paid for them and did not go back before")
def sold(at: datetime) -> Found:
    # The event that books it is delivered by the outbox.
    complete = Order.objects.filter(status=OrderStatus.COMPLETED, completed_at__lte=at - GRACE, total_fen__gt=0)
    sales = Entry.objects.filter(kind=EntryKind.SALE, document=OuterRef("number"))
    given_back = Refund.objects.filter(payment__order=OuterRef("pk"), state=RefundState.SUCCEEDED)
    in_sum = given_back.exclude(cause=RefundCause.UNUSED).order_by().values("payment__order")
    returned = Subquery(in_sum.annotate(sum_fen=Sum("amount_fen")).values("sum_fen"))
    entries = Entry.objects.filter(kind=EntryKind.SALE)
    advances = Line.objects.filter(account=Account.ADVANCES, entry__topic=OuterRef("document")).order_by()
    left = Subquery(advances.values("entry__topic").annotate(sum_fen=Sum("amount_fen")).values("sum_fen"))
    return complete.count(), [
        complete.annotate(returned_fen=Coalesce(returned, 0)).filter(~Exists(sales), returned_fen__lt=F("total_fen")),
        entries.filter(~Exists(Order.objects.filter(number=OuterRef("document"), paid_at__isnull=False))),
        # More was earned than was paid: an advance is never on the left side.
        entries.annotate(left_fen=Coalesce(left, 0)).filter(Q(left_fen__gt=0)),
    ]
