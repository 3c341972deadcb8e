"""Places: taken, given back, offered to those who wait. All of it with the admission's row locked."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from content.events.enums import HOLDING, SignUpState
from content.events.errors import EventFull, SignUpNotOpen
from content.events.events import EventChanged
from content.events.models import Admission, EventPage, SignUp
from content.events.rules import offer_end, served
from shop.core import events


def lock(page: EventPage, *, at: datetime) -> Admission:
    """The event's places, locked, without offers that have run out. ``SignUpNotOpen`` where there are none."""
    rows = Admission.objects.select_for_update(no_key=True, of=("self",)).select_related("page")
    admission = rows.filter(page=page.pk).first()
    if admission is None:
        raise SignUpNotOpen(_("Nobody has to sign up for this event: simply come."))
    ended = SignUp.objects.filter(event=page.pk, state=SignUpState.OFFERED, offer_ends_at__lte=at)
    if people := ended.people():
        ended.update(state=SignUpState.LAPSED, offer_ends_at=None)
        give_back(admission, people)
    return admission


def take(admission: Admission, people: int) -> None:
    """Take so many places: ``EventFull`` if they are not free."""
    left = Admission.objects.filter(pk=admission.pk, taken__lte=F("capacity") - people)
    if not left.update(taken=F("taken") + people):
        raise EventFull
    admission.taken += people


def give_back(admission: Admission, people: int) -> None:
    """Give so many places back."""
    Admission.objects.filter(pk=admission.pk).update(taken=F("taken") - people)
    admission.taken -= people


def settle(admission: Admission, *, at: datetime) -> None:
    """Offer what is free to those who wait, and announce that something changed: the end of every operation."""
    events.publish(EventChanged(page_id=admission.page_id))
    until = None if admission.cancelled_at else offer_end(at=at, closes=admission.closes)
    if until is None:
        return
    line = SignUp.objects.filter(event=admission.page_id).in_line().values_list("pk", "party")
    chosen = SignUp.objects.filter(pk__in=served(line, free=admission.capacity - admission.taken))
    if people := chosen.people():
        take(admission, people)
        chosen.update(state=SignUpState.OFFERED, offer_ends_at=until)


def settle_due(*, at: datetime) -> int:
    """Let offers go that have run out, event by event; returns how many events had some."""
    ended = SignUp.objects.filter(state=SignUpState.OFFERED, offer_ends_at__lte=at)
    pages = sorted(set(ended.values_list("event", flat=True)))
    for page_id in pages:
        with transaction.atomic():
            settle(lock(EventPage(pk=page_id), at=at), at=at)
    return len(pages)


def holds(signup: SignUp) -> bool:
    """Whether its people are among those taken."""
    return signup.state in HOLDING
