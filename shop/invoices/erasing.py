"""What becomes of a person's invoices when they are forgotten (``customers.erasing``)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shop.core import audit
from shop.customers.erasing import Eraser, Holding
from shop.customers.models import Customer
from shop.invoices.enums import InvoiceState, TitleKind
from shop.invoices.models import Invoice

_ISSUED = [InvoiceState.ISSUED, InvoiceState.REVERSED]


def _all(customer: Customer) -> QuerySet[Invoice]:
    return Invoice.objects.filter(Q(order__customer=customer) | Q(top_up__wallet__customer=customer))


def _holdings(customer: Customer, at: datetime) -> Iterable[Holding]:
    rows = _all(customer)
    yield Holding(
        name=_("Invoices: title and tax number"),
        erased=rows.exclude(state__in=_ISSUED).exclude(title="").count(),
        kept=rows.filter(state__in=_ISSUED).count(),
        why=_("Issued invoices are accounting records: kept for thirty years (Measures for Accounting Archives)."),
    )


def _objections(customer: Customer, at: datetime) -> Iterable[str]:
    if _all(customer).filter(state=InvoiceState.REQUESTED).exists():
        yield _("An invoice was asked for and is not issued yet. Issue it, or have it withdrawn.")


def _erase(customer: Customer, at: datetime) -> None:
    rows = _all(customer)
    audit.forget(Invoice, rows.values_list("pk", flat=True))
    Invoice.objects.filter(pk__in=rows.exclude(state__in=_ISSUED).values("pk")).update(
        title="", tax_number="", kind=TitleKind.PERSON
    )


ERASER = Eraser(holdings=_holdings, erase=_erase, objections=_objections)
