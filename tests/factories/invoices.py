"""Invoices, asked for and issued."""

from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from shop.invoices.enums import TitleKind
from shop.invoices.models import Invoice
from shop.invoices.operations import issue_invoice, request_invoice
from shop.invoices.queries import worth_of
from shop.invoices.rules import TitleData
from shop.orders.models import Order
from shop.payments.models import Payment
from tests.factories import NOW
from tests.factories.orders import paid_order
from tests.factories.staff import UserFactory

# Of nobody, but right: its last character checks the others.
TAX_NUMBER = "91370211DEM000000F"
NUMBER = "25372000000012345678"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def pdf(content: bytes = PDF) -> ContentFile[bytes]:
    """A file as it comes from the tax bureau, as small as can be."""
    return ContentFile(content, name="invoice.pdf")


def asked(subject: Order | Payment | None = None, *, at: datetime = NOW) -> Invoice:
    """An invoice that a company asks for."""
    data = TitleData(TitleKind.COMPANY, "青岛方方茶业有限公司", TAX_NUMBER)
    return request_invoice(subject=subject or paid_order(), data=data, at=at)


def issued(
    subject: Order | Payment | None = None, *, number: str = NUMBER, at: datetime = NOW, **changes: Any
) -> Invoice:
    """One that is issued, over what is left of its order or top-up."""
    invoice = asked(subject, at=at)
    values = {"amount_fen": worth_of(invoice.subject), "issued_on": timezone.localdate(at), "file": pdf(), **changes}
    return issue_invoice(invoice=invoice, number=number, by=UserFactory(), at=at, **values)
