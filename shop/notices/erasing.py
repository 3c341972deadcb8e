"""What becomes of what a person waits for when they are forgotten (``customers.erasing``)."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from shop.customers.erasing import Eraser, Holding
from shop.customers.models import Customer
from shop.notices.models import Subscription


def _holdings(customer: Customer, at: datetime) -> Iterable[Holding]:
    rows = Subscription.objects.filter(customer=customer)
    yield Holding(name=_("Notices waited for, with the mail address"), erased=rows.count())


def _erase(customer: Customer, at: datetime) -> None:
    Subscription.objects.filter(customer=customer).delete()


ERASER = Eraser(holdings=_holdings, erase=_erase)
