"""What becomes of a person's questions when they are forgotten (``customers.erasing``).

Nobody needs to be a customer to ask, so they are known by the mobile number alone.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from shop.customers.erasing import Eraser, Holding
from shop.enquiries.models import Enquiry, EnquiryNote


def _left_under(number: str) -> Iterable[Holding]:
    yield Holding(name=_("Questions from this mobile number"), erased=Enquiry.objects.filter(phone=number).count())


def _erase_left(number: str, at: datetime) -> None:
    ids = list(Enquiry.objects.filter(phone=number).values_list("pk", flat=True))
    EnquiryNote.objects.filter(enquiry__in=ids).delete()
    Enquiry.objects.filter(pk__in=ids).delete()


ERASER = Eraser(left_under=_left_under, erase_left=_erase_left)
