"""Reads of invoices. Whether one is too high by now is asked of the money it is over, never stored.

国家税务总局公告2016年第53号 (关于营改增试点若干征管问题的公告, read in reprints) on prepaid cards of one seller:
- 第三条（一）: what is paid for a card, or put on it, bears no VAT (不缴纳增值税). The seller may issue an ordinary
  invoice for it as 第九条 says, and no special one (不得开具增值税专用发票). 第九条（十一）has the item for it: 6
  未发生销售行为的不征税项目, 601 预付卡销售和充值.
- 第三条（三）: when goods are bought with the card, its holder must not be given an invoice for them
  (不得向持卡人开具增值税发票).
So a top-up is invoiced, and what a wallet paid of an order is not, whether anybody asked for the former or not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from shop.customers.models import Customer
from shop.invoices.enums import LIVE_STATES, InvoiceState
from shop.invoices.models import Invoice
from shop.orders.models import Order
from shop.orders.rules import PAID_STATUSES
from shop.payments.enums import PaymentState
from shop.payments.models import Payment, Wallet
from shop.payments.rules import WALLET


def with_worth(invoices: QuerySet[Invoice]) -> QuerySet[Any]:
    """Each with ``worth_fen``: what may be invoiced of its order, or its top-up, now."""
    arrived = Payment.objects.filter(order=OuterRef("order"), state=PaymentState.SUCCEEDED).exclude(gateway=WALLET)
    kept = arrived.order_by().values("order").annotate(sum_fen=Sum(F("amount_fen") - F("refunded_fen")))
    put_in = When(top_up__state=PaymentState.SUCCEEDED, then=F("top_up__amount_fen") - F("top_up__refunded_fen"))
    return invoices.annotate(worth_fen=Coalesce(Subquery(kept.values("sum_fen")), 0) + Case(put_in, default=0))


def worth_of(subject: Order | Payment) -> int:
    """What may be invoiced of an order: what was paid at gateways and did not go back; of a top-up: what was put in and
    not withdrawn, without the bonus, which nobody paid.
    """
    if isinstance(subject, Payment):
        return subject.kept_fen if subject.wallet_id else 0
    if subject.status not in PAID_STATUSES:
        return 0
    payments = subject.payments.filter(state=PaymentState.SUCCEEDED).exclude(gateway=WALLET)
    return sum(row.kept_fen for row in payments)


def to_issue() -> QuerySet[Invoice]:
    """Asked for, and there is something to invoice."""
    return with_worth(Invoice.objects.filter(state=InvoiceState.REQUESTED)).filter(worth_fen__gt=0)


def to_reverse() -> QuerySet[Invoice]:
    """Issued over more than is left of the money: a part, or all of it, went back or was withdrawn since."""
    return with_worth(Invoice.objects.filter(state=InvoiceState.ISSUED)).filter(amount_fen__gt=F("worth_fen"))


def invoices_of(order: Order) -> list[Invoice]:
    """An order's invoices for its customer, newest first, without requests that were withdrawn."""
    return _told(Invoice.objects.filter(order=order))


def _told(rows: QuerySet[Invoice]) -> list[Invoice]:
    return list(with_worth(rows).exclude(state=InvoiceState.WITHDRAWN).order_by("-pk"))


@dataclass(frozen=True)
class TopUp:
    """What was put into a wallet, with its invoices, newest first."""

    payment: Payment
    invoices: list[Invoice]

    @property
    def may_ask(self) -> bool:
        return self.payment.kept_fen > 0 and not any(row.state in LIVE_STATES for row in self.invoices)


def top_ups_of(wallet: Wallet, *, limit: int) -> list[TopUp]:
    """The latest top-ups of which something can be invoiced, or was. Two queries."""
    arrived = Payment.objects.filter(wallet=wallet, state=PaymentState.SUCCEEDED).order_by("-pk")
    with_something = Exists(Invoice.objects.filter(top_up=OuterRef("pk")).exclude(state=InvoiceState.WITHDRAWN))
    payments = list(arrived.filter(Q(refunded_fen__lt=F("amount_fen")) | with_something)[:limit])
    invoices = _told(Invoice.objects.filter(top_up__in=payments))
    return [TopUp(payment, [row for row in invoices if row.top_up_id == payment.pk]) for payment in payments]


def live_invoice(subject: Order | Payment) -> Invoice | None:
    """The one that is asked for or issued."""
    over = {"top_up": subject} if isinstance(subject, Payment) else {"order": subject}
    return Invoice.objects.filter(**over, state__in=LIVE_STATES).first()


def customer_records(customer: Customer) -> dict[str, list[Mapping[str, Any]]]:
    """What this room holds about a person (``customers.records``)."""
    own = Q(order__customer=customer) | Q(top_up__wallet__customer=customer)
    rows = Invoice.objects.filter(own).select_related("order", "top_up").order_by("pk")
    return {
        "invoices": [
            {
                "about": row.about,
                "state": row.state,
                "kind": row.kind,
                "title": row.title,
                "tax_number": row.tax_number,
                "number": row.number,
                "amount_fen": row.amount_fen,
                "requested_at": row.requested_at,
                "issued_on": row.issued_on,
                "reversal_number": row.reversal_number,
            }
            for row in rows
        ]
    }
