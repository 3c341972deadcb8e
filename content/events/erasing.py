"""What becomes of a person's sign-ups when they are forgotten (``customers.erasing``)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from content.events.models import SignUp, SignUpQuerySet
from content.events.operations.signing import withdraw
from shop.customers.erasing import Eraser, Holding
from shop.customers.models import Customer


def _all(customer: Customer) -> SignUpQuerySet:
    """Theirs, and those made with their mobile number elsewhere: nobody needs to be a customer to sign up."""
    mine = Q(customer=customer) | Q(phone=customer.phone) if customer.phone else Q(customer=customer)
    found: SignUpQuerySet = SignUp.objects.filter(mine)
    return found


def _holdings(customer: Customer, at: datetime) -> Iterable[Holding]:
    yield Holding(
        name=_("Sign-ups for events"),
        erased=_all(customer).count(),
        why=_("Events to come are signed off. How many came stays."),
    )


def _erase(customer: Customer, at: datetime) -> None:
    mine = _all(customer)
    coming = mine.standing().filter(event__ends_at__gt=at, checked_in_at=None)
    for signup in coming.order_by("event_id", "pk"):
        withdraw(signup=signup, at=at)
    mine.update(name="", phone="", email="", answers=[], customer=None, forgotten_at=at)


ERASER = Eraser(holdings=_holdings, erase=_erase)
