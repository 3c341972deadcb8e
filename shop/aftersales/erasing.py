"""What becomes of a person's cases when they are forgotten (``customers.erasing``)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shop.aftersales.models import Case, CaseEntry, CasePicture
from shop.aftersales.rules import OPEN_STATES
from shop.customers.erasing import Eraser, Holding
from shop.customers.models import Customer
from shop.orders.erasing import forgettable_orders, kept_orders


def _due(customer: Customer, at: datetime) -> QuerySet[Case]:
    return Case.objects.filter(order__in=forgettable_orders(customer, at).values("pk"))


def _holdings(customer: Customer, at: datetime) -> Iterable[Holding]:
    yield Holding(
        name=_("Cases: words and pictures"),
        erased=_due(customer, at).exclude(words="").count(),
        kept=Case.objects.filter(order__in=kept_orders(customer, at).values("pk")).count(),
        why=_("They belong to orders that are kept, and go with them."),
    )


def _objections(customer: Customer, at: datetime) -> Iterable[str]:
    rows = Case.objects.filter(order__customer=customer, state__in=OPEN_STATES)
    for number in rows.values_list("number", flat=True)[:5]:
        yield _("Still open: case %(number)s. Settle it, or have it withdrawn.") % {"number": number}


def _erase(customer: Customer, at: datetime) -> None:
    ids = list(_due(customer, at).values_list("pk", flat=True))
    Case.objects.filter(pk__in=ids).update(words="")
    CaseEntry.objects.filter(case__in=ids).exclude(text="").update(text="")
    # The pictures themselves go with those of the orders.
    CasePicture.objects.filter(case__in=ids).delete()


ERASER = Eraser(holdings=_holdings, erase=_erase, objections=_objections)
