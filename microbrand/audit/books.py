"""The books: balanced, and nothing that moved money is missing from them or stands there without having happened."""

from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, Greatest, Least

from microbrand.audit.registry import GRACE, Found, Rows, check
from shop.ledger.enums import Account, EntryKind
from shop.ledger.models import DayTotal, Entry, Line, Summary
from shop.ledger.queries import sums_by
from shop.orders.enums import DepositFate, OrderStatus
from shop.orders.models import Order, OrderDeposit
from shop.payments.enums import PaymentState, RefundCause, RefundState, StatementKind
from shop.payments.models import Compensation, Payment, Refund, Statement, StatementEntry, Wallet, Withdrawal
from shop.payments.rules import WALLET, WITHDRAWAL_KEY


@check("books: every entry is balanced")
def balanced(at: datetime) -> Found:
    rows = Entry.objects.annotate(total_fen=Coalesce(Sum("lines__amount_fen"), 0), line_count=Count("lines"))
    return Entry.objects.count(), [rows.exclude(total_fen=0, line_count__gte=2)]


@check("books: what is kept of each day is the sum of the entries behind it")
def kept(at: datetime) -> Found:
    summaries = Summary.objects.all()
    through = summaries.aggregate(last=Max("through", default=0))["last"]
    entries = {
        (row["day"], row["account"], row["gateway"]): (row["debit"], -row["credit"])
        for row in sums_by("day", Line.objects.filter(entry__lte=through))
    }
    totals = DayTotal.objects.order_by().values("day", "account", "gateway")
    kept = {
        (row["day"], row["account"], row["gateway"]): (row["debit"], row["credit"])
        for row in totals.annotate(debit=Sum("debit_fen"), credit=Sum("credit_fen"))
    }
    wrong = sorted(key for key in entries.keys() | kept.keys() if entries.get(key, (0, 0)) != kept.get(key, (0, 0)))
    follows = Exists(summaries.filter(through=OuterRef("after")))
    return len(kept), [
        [f"{day} {account} {gateway}".strip() for day, account, gateway in wrong],
        summaries.exclude(after=0).exclude(follows),
    ]


@check("books: payments that arrived and refunds that were sent, with their amounts, and nothing else")
def booked(at: datetime) -> Found:
    arrived = Payment.objects.filter(state=PaymentState.SUCCEEDED)
    sent = Refund.objects.filter(state=RefundState.SUCCEEDED)
    kinds: list[tuple[Rows, EntryKind, Any]] = [
        # What is paid for a batch is booked by its parts.
        (arrived.filter(wallet=None, batch=None), EntryKind.PAYMENT, F("amount_fen")),
        (arrived.exclude(wallet=None), EntryKind.TOP_UP, F("amount_fen") + F("bonus_fen")),
        (sent.filter(payment__wallet=None), EntryKind.REFUND, F("amount_fen")),
        (sent.exclude(payment__wallet=None), EntryKind.WITHDRAWN, F("amount_fen")),
    ]
    wrong: list[Rows | list[str]] = []
    for rows, kind, amount in kinds:
        wrong.append(_booked(rows, kind).exclude(booked_fen=amount))
        wrong.append(Entry.objects.filter(~Exists(rows.filter(reference=OuterRef("document"))), kind=kind))
    return arrived.count() + sent.count(), wrong


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


@check("books: of each sold order, goods and freight stand there with what did not go back of either")
def earned(at: datetime) -> Found:
    sold = Order.objects.filter(Exists(Entry.objects.filter(kind=EntryKind.SALE, document=OuterRef("number"))))
    given_back = Refund.objects.filter(payment__order=OuterRef("pk"), state=RefundState.SUCCEEDED)
    back = given_back.exclude(cause=RefundCause.UNUSED).order_by().values("payment__order")
    lines = Line.objects.filter(entry__topic=OuterRef("number")).order_by().values("entry__topic")
    booked = lines.annotate(sum_fen=Sum("amount_fen")).values("sum_fen")
    rows = sold.annotate(
        kept_fen=F("total_fen") - _sum_of(back.annotate(sum_fen=Sum("amount_fen")).values("sum_fen")),
        freight_kept_fen=F("freight_fen") - _sum_of(back.annotate(sum_fen=Sum("freight_fen")).values("sum_fen")),
        goods_booked_fen=-_sum_of(booked.filter(account__in=[Account.REVENUE, Account.REFUNDS])),
        freight_booked_fen=-_sum_of(booked.filter(account=Account.FREIGHT)),
    )
    freight = Greatest(Value(0), Least(F("freight_kept_fen"), F("kept_fen")), output_field=BigIntegerField())
    return sold.count(), [
        rows.exclude(freight_booked_fen=freight),
        rows.exclude(goods_booked_fen=F("kept_fen") - F("freight_booked_fen")),
    ]


@check("books: deposits that were kept, and compensation that is owed and sent")
def deposits(at: datetime) -> Found:
    kept = OrderDeposit.objects.filter(fate=DepositFate.KEPT, settled_at__lte=at - GRACE).annotate(
        reference=F("order__number")
    )
    owed = Compensation.objects.annotate(reference=F("order__number"))
    sent = owed.filter(paid_at__isnull=False)
    wrong: list[Rows | list[str]] = []
    for rows, every, kind in (
        (kept, OrderDeposit.objects.filter(fate=DepositFate.KEPT), EntryKind.FORFEIT),
        (owed, owed, EntryKind.COMPENSATION),
        (sent, sent, EntryKind.COMPENSATED),
    ):
        wrong.append(_booked(rows, kind).exclude(booked_fen=F("amount_fen")))
        wrong.append(Entry.objects.filter(~Exists(every.filter(order__number=OuterRef("document"))), kind=kind))
    return kept.count() + owed.count(), wrong


@check("books: differences with gateways are those of settled entries of their bills")
def differences(at: datetime) -> Found:
    entries = Entry.objects.filter(kind=EntryKind.DIFFERENCE)
    of_topic = Line.objects.filter(account=Account.DIFFERENCES, entry__topic=OuterRef("topic")).order_by()
    net = _sum_of(of_topic.values("entry__topic").annotate(sum_fen=Sum("amount_fen")).values("sum_fen"))
    topic = Concat(Value("D"), Cast("pk", CharField()), output_field=CharField())
    compared = StatementEntry.objects.annotate(topic=topic, net_fen=net)
    gap = Coalesce(F("billed_fen"), 0) - Coalesce(F("booked_fen"), 0)
    booked = Case(When(kind=StatementKind.REFUND, then=gap), default=-gap, output_field=BigIntegerField())
    return entries.count(), [
        entries.annotate(net_fen=net).exclude(net_fen=0).filter(~Exists(compared.filter(topic=OuterRef("topic")))),
        compared.exclude(net_fen=0).filter(resolved_at=None),
        compared.exclude(net_fen=0).exclude(net_fen=booked),
    ]


@check("books: fees of gateways are those of their bills")
def fees(at: datetime) -> Found:
    of_topic = (
        Line.objects.filter(account=Account.FEES, entry__topic=OuterRef("topic")).order_by().values("entry__topic")
    )
    booked = _sum_of(of_topic.annotate(sum_fen=Sum("amount_fen")).values("sum_fen"))
    topic = Concat(Value("F"), Cast("pk", CharField()), output_field=CharField())
    billed = StatementEntry.objects.filter(statement=OuterRef("pk")).order_by().values("statement")
    bills = Statement.objects.annotate(
        topic=topic, booked_fen=booked, fees_fen=_sum_of(billed.annotate(sum_fen=Sum("fee_fen")).values("sum_fen"))
    )
    entries = Entry.objects.filter(kind=EntryKind.FEES)
    return bills.count(), [
        bills.exclude(booked_fen=F("fees_fen")),
        entries.filter(~Exists(bills.filter(topic=OuterRef("topic")))),
    ]


@check("wallets: paid in - spent - withdrawn, and as the books have it")
def wallets(at: datetime) -> Found:
    of_customer = Line.objects.filter(customer=OuterRef("customer")).order_by().values("customer")
    in_books = of_customer.annotate(sum_fen=Sum("amount_fen")).values("sum_fen")
    arrived = Payment.objects.filter(state=PaymentState.SUCCEEDED).order_by()
    paid_in = arrived.filter(wallet=OuterRef("pk")).values("wallet").annotate(sum_fen=Sum("amount_fen"))
    of_wallet = arrived.filter(gateway=WALLET, order__customer=OuterRef("customer")).values("order__customer")
    spent = of_wallet.annotate(sum_fen=Sum(F("amount_fen") - F("bonus_fen")))
    live = Refund.objects.exclude(state=RefundState.FAILED).order_by()
    into = live.filter(payment__gateway=WALLET, payment__order__customer=OuterRef("customer"))
    returned = into.values("payment__order__customer").annotate(sum_fen=Sum(F("amount_fen") - F("bonus_fen")))
    out = live.filter(payment__wallet=OuterRef("pk")).values("payment__wallet")
    withdrawn = out.annotate(sum_fen=Sum("amount_fen"))
    rows = Wallet.objects.annotate(
        principal_books=_sum_of(in_books.filter(account=Account.PRINCIPAL)),
        bonus_books=_sum_of(in_books.filter(account=Account.BONUS)),
        principal_moved=_sum_of(paid_in.values("sum_fen"))
        - _sum_of(spent.values("sum_fen"))
        + _sum_of(returned.values("sum_fen"))
        - _sum_of(withdrawn.values("sum_fen")),
    )
    refunds = Refund.objects.filter(payment__wallet=OuterRef("wallet")).order_by()
    of_withdrawal = refunds.filter(key=Concat(Value(WITHDRAWAL_KEY), Cast(OuterRef("pk"), CharField()))).values("key")
    sent = Withdrawal.objects.annotate(
        sent_fen=_sum_of(of_withdrawal.annotate(sum_fen=Sum("amount_fen")).values("sum_fen"))
    )
    return Wallet.objects.count(), [
        rows.exclude(principal_fen=-F("principal_books"), bonus_fen=-F("bonus_books")),
        rows.exclude(principal_fen=F("principal_moved")),
        sent.exclude(sent_fen=F("amount_fen")),
    ]


def _sum_of(rows: Rows) -> Any:
    return Coalesce(Subquery(rows), 0, output_field=BigIntegerField())
