"""Invoices against the money of their orders."""

from datetime import datetime

from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from microbrand.audit.registry import Found, check
from shop.invoices.enums import InvoiceState
from shop.invoices.models import Invoice
from shop.payments.enums import PaymentState
from shop.payments.models import Payment


@check("invoices: never over more than arrived for their order")
def invoices(at: datetime) -> Found:
    issued = Invoice.objects.filter(state__in=[InvoiceState.ISSUED, InvoiceState.REVERSED])
    arrived = Payment.objects.filter(order=OuterRef("order"), state=PaymentState.SUCCEEDED).order_by().values("order")
    in_sum = Subquery(arrived.annotate(sum_fen=Sum(F("amount_fen") - F("bonus_fen"))).values("sum_fen"))
    return Invoice.objects.count(), [
        issued.annotate(arrived_fen=Coalesce(in_sum, 0)).filter(amount_fen__gt=F("arrived_fen"))
    ]
