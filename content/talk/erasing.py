"""What becomes of a person's words when they are forgotten (``customers.erasing``)."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from content.talk.models import Remark, Report
from content.talk.operations import take_back
from shop.customers.erasing import Eraser, Holding
from shop.customers.models import Customer


def _holdings(customer: Customer, at: datetime) -> Iterable[Holding]:
    yield Holding(
        name=_("Comments and questions, with our answers"), erased=Remark.objects.filter(customer=customer).count()
    )


def _erase(customer: Customer, at: datetime) -> None:
    for remark in Remark.objects.filter(customer=customer).order_by("pk"):
        take_back(customer=customer, remark=remark)
    Report.objects.filter(customer=customer).delete()


ERASER = Eraser(holdings=_holdings, erase=_erase)
