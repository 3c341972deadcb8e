"""What becomes of a person's sign-ups when they are forgotten (``customers.erasing``)."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from content.events.models import SignUp
from content.events.operations.signing import withdraw
from shop.customers.erasing import Eraser, Holding
from shop.customers.models import Customer


def _holdings(customer: Customer, at: datetime) -> Iterable[Holding]:
    yield Holding(
        name=_("Sign-ups for events"),
        erased=SignUp.objects.filter(customer=customer).count(),
        why=_("Events to come are signed off. How many came stays."),
    )


def _erase(customer: Customer, at: datetime) -> None:
    mine = SignUp.objects.filter(customer=customer)
    coming = mine.standing().filter(event__ends_at__gt=at, checked_in_at=None)
    for signup in coming.order_by("event_id", "pk"):
        withdraw(signup=signup, at=at)
    mine.update(name="", phone="", answers=[], customer=None, forgotten_at=at)


ERASER = Eraser(holdings=_holdings, erase=_erase)
