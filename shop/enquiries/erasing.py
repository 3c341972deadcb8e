"""What becomes of a person's questions when they are forgotten (``customers.erasing``).

Nobody needs to be a customer to ask, so they are known by the mobile number alone.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shop.customers.erasing import Eraser, Holding
from shop.customers.models import Customer
from shop.enquiries.models import Enquiry, EnquiryNote


def _all(customer: Customer) -> QuerySet[Enquiry]:
    return Enquiry.objects.filter(phone=customer.phone) if customer.phone else Enquiry.objects.none()


def _holdings(customer: Customer, at: datetime) -> Iterable[Holding]:
    yield Holding(name=_("Questions from this mobile number"), erased=_all(customer).count())


def _erase(customer: Customer, at: datetime) -> None:
    ids = list(_all(customer).values_list("pk", flat=True))
    EnquiryNote.objects.filter(enquiry__in=ids).delete()
    Enquiry.objects.filter(pk__in=ids).delete()


ERASER = Eraser(holdings=_holdings, erase=_erase)
