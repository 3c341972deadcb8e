"""Invoices against the money of their orders and top-ups."""

from datetime import datetime

from django.db.models import Case, F, OuterRef, Subquery, Sum, When
from django.db.models.functions import Coalesce

from microbrand.audit.registry import Found, check
from shop.invoices.enums import InvoiceState
from shop.invoices.models import Invoice
from shop.payments.enums import PaymentState
from shop.payments.models import Payment
from shop.payments.rules import WALLET


@check("invoices: never over more than arrived for their order at gateways, or was put in")
def invoices(at: datetime) -> Found:
    issued = Invoice.objects.filter(state__in=[InvoiceState.ISSUED, InvoiceState.REVERSED])
    arrived = Payment.objects.filter(order=OuterRef("order"), state=PaymentState.SUCCEEDED).exclude(gateway=WALLET)
    in_sum = Subquery(arrived.order_by().values("order").annotate(sum_fen=Sum("amount_fen")).values("sum_fen"))
    put_in = Case(When(top_up__state=PaymentState.SUCCEEDED, then=F("top_up__amount_fen")), default=0)
    return Invoice.objects.count(), [
        issued.annotate(arrived_fen=Coalesce(in_sum, 0) + put_in).filter(amount_fen__gt=F("arrived_fen"))
    ]
