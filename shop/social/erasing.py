"""What becomes of a person's links and visits when they are forgotten (``customers.erasing``)."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from shop.customers.erasing import Eraser, Holding
from shop.customers.models import Customer
from shop.social.models import LinkVisit, ShortLink


def _holdings(customer: Customer, at: datetime) -> Iterable[Holding]:
    yield Holding(
        name=_("Links shared, and links followed"),
        erased=ShortLink.objects.filter(sharer=customer).count() + LinkVisit.objects.filter(customer=customer).count(),
        why=_("The links go on, without a name."),
    )


def _erase(customer: Customer, at: datetime) -> None:
    ShortLink.objects.filter(sharer=customer).update(sharer=None)
    LinkVisit.objects.filter(customer=customer).update(customer=None)


ERASER = Eraser(holdings=_holdings, erase=_erase)
