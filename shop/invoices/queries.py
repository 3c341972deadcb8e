"""Reads of invoices. Whether one is too high by now is asked of the order's money, never stored."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from shop.customers.models import Customer
from shop.invoices.enums import LIVE_STATES, InvoiceState
from shop.invoices.models import Invoice
from shop.orders.models import Order
from shop.orders.rules import PAID_STATUSES
from shop.payments.enums import PaymentState, RefundState
from shop.payments.models import Payment, Refund


def with_worth(invoices: QuerySet[Invoice]) -> QuerySet[Any]:
    """Each with ``worth_fen``: what may be invoiced of its order now."""
    arrived = Payment.objects.filter(order=OuterRef("order"), state=PaymentState.SUCCEEDED).order_by().values("order")
    kept = arrived.annotate(sum_fen=Sum(F("amount_fen") - F("refunded_fen") - F("bonus_fen"))).values("sum_fen")
    back = Refund.objects.filter(payment__order=OuterRef("order")).exclude(state=RefundState.FAILED).order_by()
    bonus = back.values("payment__order").annotate(sum_fen=Sum("bonus_fen")).values("sum_fen")
    return invoices.annotate(worth_fen=Coalesce(Subquery(kept), 0) + Coalesce(Subquery(bonus), 0))


def worth_of(order: Order) -> int:
    """What may be invoiced of an order: what was paid and did not go back, without a wallet's bonus (a discount)."""
    if order.status not in PAID_STATUSES:
        return 0
    payments = list(order.payments.filter(state=PaymentState.SUCCEEDED))
    bonus_fen = sum(row.bonus_fen for row in payments)
    if bonus_fen:
        live = Refund.objects.filter(payment__in=payments).exclude(state=RefundState.FAILED)
        bonus_fen -= live.aggregate(sum_fen=Sum("bonus_fen", default=0))["sum_fen"]
    return sum(row.kept_fen for row in payments) - bonus_fen


def to_issue() -> QuerySet[Invoice]:
    """Asked for, and there is something to invoice."""
    return with_worth(Invoice.objects.filter(state=InvoiceState.REQUESTED)).filter(worth_fen__gt=0)


def to_reverse() -> QuerySet[Invoice]:
    """Issued over more than is left of the order's money: a part, or all of it, went back since."""
    return with_worth(Invoice.objects.filter(state=InvoiceState.ISSUED)).filter(amount_fen__gt=F("worth_fen"))


def invoices_of(order: Order) -> list[Invoice]:
    """An order's invoices for its customer, newest first, without requests that were withdrawn."""
    rows = with_worth(Invoice.objects.filter(order=order)).exclude(state=InvoiceState.WITHDRAWN)
    return list(rows.order_by("-pk"))


def live_invoice(order: Order) -> Invoice | None:
    """The one that is asked for or issued."""
    return Invoice.objects.filter(order=order, state__in=LIVE_STATES).first()


def customer_records(customer: Customer) -> dict[str, list[Mapping[str, Any]]]:
    """What this room holds about a person (``customers.records``)."""
    rows = Invoice.objects.filter(order__customer=customer).select_related("order").order_by("pk")
    return {
        "invoices": [
            {
                "order": row.order.number,
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
