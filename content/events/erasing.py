"""What becomes of a person's sign-ups when they are forgotten (``customers.erasing``)."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from content.events.models import SignUp, SignUpQuerySet
from content.events.operations.signing import withdraw
from shop.customers.erasing import Eraser, Holding
from shop.customers.models import Customer


def _held(rows: SignUpQuerySet, name: str) -> Holding:
    return Holding(name=name, erased=rows.count(), why=_("Events to come are signed off. How many came stays."))


def _forget(rows: SignUpQuerySet, at: datetime) -> None:
    for signup in rows.standing().filter(event__ends_at__gt=at, checked_in_at=None).order_by("event_id", "pk"):
        withdraw(signup=signup, at=at)
    rows.update(name="", phone="", email="", answers=[], customer=None, forgotten_at=at)


def _holdings(customer: Customer, at: datetime) -> Iterable[Holding]:
    yield _held(SignUp.objects.filter(customer=customer), _("Sign-ups for events"))


def _erase(customer: Customer, at: datetime) -> None:
    _forget(SignUp.objects.filter(customer=customer), at)


def _left_under(number: str) -> Iterable[Holding]:
    # Nobody needs to be a customer to sign up.
    yield _held(SignUp.objects.filter(phone=number, customer=None), _("Sign-ups for events with this mobile number"))


def _erase_left(number: str, at: datetime) -> None:
    _forget(SignUp.objects.filter(phone=number, customer=None), at)


ERASER = Eraser(holdings=_holdings, erase=_erase, left_under=_left_under, erase_left=_erase_left)
