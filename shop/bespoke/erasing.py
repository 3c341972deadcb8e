"""What becomes of a person's custom work when they are forgotten (``customers.erasing``)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shop.bespoke.models import BespokeEntry, BespokePicture, BespokeWork
from shop.bespoke.rules import OPEN_STATES
from shop.customers.erasing import Eraser, Holding
from shop.customers.models import Customer
from shop.orders.erasing import kept_orders


def _due(customer: Customer, at: datetime) -> QuerySet[BespokeWork]:
    mine = BespokeWork.objects.filter(customer=customer).exclude(state__in=OPEN_STATES)
    return mine.filter(Q(order=None) | ~Q(order__in=kept_orders(customer, at).values("pk")))


def _holdings(customer: Customer, at: datetime) -> Iterable[Holding]:
    yield Holding(
        name=_("Custom work: name, number, words and pictures"),
        erased=_due(customer, at).exclude(phone="").count(),
        kept=BespokeWork.objects.filter(order__in=kept_orders(customer, at).values("pk")).count(),
        why=_("They belong to orders that are kept, and go with them."),
    )


def _objections(customer: Customer, at: datetime) -> Iterable[str]:
    rows = BespokeWork.objects.filter(customer=customer, state__in=OPEN_STATES)
    for number in rows.values_list("number", flat=True)[:5]:
        yield _("Still open: custom work %(number)s. Finish it, or have it withdrawn.") % {"number": number}


def _erase(customer: Customer, at: datetime) -> None:
    ids = list(_due(customer, at).values_list("pk", flat=True))
    BespokeWork.objects.filter(pk__in=ids).update(name="", phone="", words="", offer="")
    BespokeEntry.objects.filter(work__in=ids).exclude(text="").update(text="")
    # The pictures themselves go with those of the orders.
    BespokePicture.objects.filter(work__in=ids).delete()


ERASER = Eraser(holdings=_holdings, erase=_erase, objections=_objections)
