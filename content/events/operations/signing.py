"""Sign up, change it, sign off, move."""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from content.events.enums import EventState, SignUpState
from content.events.errors import EventFull, SignedUpAlready, SignUpNotOpen, SignUpUnchangeable
from content.events.models import Admission, EventPage, SignUp
from content.events.operations.waiting import give_back, holds, lock, settle, take
from content.events.rules import MAX_PARTY, MOST_OF_AN_ADDRESS, NUMBER_LENGTH, SignUpData, check_party, state_of
from shop.core import audit
from shop.core.errors import InvalidInput
from shop.core.templatetags.desk import minute
from shop.customers.models import Customer


@transaction.atomic
def sign_up(
    *, page: EventPage, data: SignUpData, at: datetime, customer: Customer | None = None, waits: bool = False
) -> SignUp:
    """Take places for somebody; with ``waits`` they stand in the line where places are short.

    ``SignUpNotOpen``, ``SignedUpAlready`` (one for each number), ``EventFull``. Never more than there are places.
    """
    admission = lock(page, at=at)
    _check_open(admission, at)
    check_party(data.party, admission.party_limit)
    check_phone(page, data.phone)
    _check_email(page, data.email)
    state = SignUpState.JOINED
    try:
        take(admission, data.party)
    except EventFull:
        if not (waits and admission.has_waiting_list) or data.party > admission.capacity:
            raise
        state = SignUpState.WAITING
    signup = add(admission, data, state=state, customer=customer, at=at)
    settle(admission, at=at)
    return signup


def _check_open(admission: Admission, at: datetime) -> None:
    state = state_of(admission.page.door(), at)
    if state == EventState.EARLY:
        raise SignUpNotOpen(_("The sign-up opens %(time)s.") % {"time": minute(admission.opens_at)})
    refusals = {
        EventState.CANCELLED: _("It was called off."),
        EventState.OVER: _("It is over."),
        EventState.CLOSED: _("The sign-up is closed."),
        EventState.PAID: _("It is booked in the shop."),
    }
    if state in refusals:
        raise SignUpNotOpen(refusals[state])


def check_phone(page: EventPage, phone: str) -> None:
    """``SignedUpAlready`` if the number has a sign-up for the event. With the lock held; a constraint stands behind."""
    if phone and SignUp.objects.standing().filter(event=page.pk, phone=phone).exists():
        raise SignedUpAlready


def _check_email(page: EventPage, email: str) -> None:
    if email and SignUp.objects.filter(event=page.pk, email=email).count() >= MOST_OF_AN_ADDRESS:
        raise InvalidInput(_("This mail address has several sign-ups already. Leave it out."), field="email")


def add(admission: Admission, data: SignUpData, *, state: SignUpState, at: datetime, **fields: Any) -> SignUp:
    """Write a sign-up with a number of its own. With the lock held."""
    return SignUp.objects.create(
        event_id=admission.page_id,
        number=free_number(admission.page_id),
        name=data.name,
        phone=data.phone,
        email=data.email,
        language=get_language() or "zh-hans",
        told=admission.page.whereabouts,
        party=data.party,
        answers=[list(pair) for pair in data.answers],
        state=state,
        promised_at=admission.page.starts_at,
        created_at=at,
        queued_at=at,
        **fields,
    )


def free_number(page_id: int) -> str:
    """A number that nobody has at the event. With the lock held."""
    while True:
        number = f"{secrets.randbelow(10**NUMBER_LENGTH):0{NUMBER_LENGTH}}"
        if not SignUp.objects.filter(event=page_id, number=number).exists():
            return number


@transaction.atomic
def accept_offer(*, signup: SignUp, at: datetime, by: Any = None) -> SignUp:
    """Say yes to the places that are held. ``SignUpUnchangeable`` if none are (any more)."""
    admission, signup = _locked(signup, at)
    if signup.state != SignUpState.OFFERED:
        raise SignUpUnchangeable(_("No place is held any more. It went to the next in line."))
    SignUp.objects.filter(pk=signup.pk).update(state=SignUpState.JOINED, offer_ends_at=None)
    settle(admission, at=at)
    _note(by, "events.accept_offer", signup)
    return SignUp.objects.get(pk=signup.pk)


@transaction.atomic
def change_party(*, signup: SignUp, party: int, at: datetime, by: Any = None) -> SignUp:
    """Come with more people, or fewer. What comes free goes to the line; ``EventFull`` if more do not fit."""
    admission, signup = _locked(signup, at)
    # The house may go beyond what a visitor can ask for.
    check_party(party, MAX_PARTY if by else admission.party_limit)
    if not signup.is_standing:
        raise SignUpUnchangeable(_("It was signed off: sign up again."))
    if signup.state == SignUpState.OFFERED and party > signup.party:
        raise EventFull(_("As many places are held as were asked for. Take them first."))
    if not by:
        _check_before_end(admission, signup, at)
    if holds(signup):
        more = party - signup.party
        take(admission, more) if more > 0 else give_back(admission, -more)
    elif party > admission.capacity:
        raise EventFull
    SignUp.objects.filter(pk=signup.pk).update(party=party)
    settle(admission, at=at)
    _note(by, "events.change_party", signup, party=party)
    return SignUp.objects.get(pk=signup.pk)


@transaction.atomic
def withdraw(*, signup: SignUp, at: datetime, by: Any = None) -> SignUp:
    """Sign off: the places go to the line. Who has come cannot be signed off."""
    admission, signup = _locked(signup, at)
    if not signup.is_standing:
        raise SignUpUnchangeable(_("It was signed off already."))
    _check_before_end(admission, signup, at)
    if holds(signup):
        give_back(admission, signup.party)
    SignUp.objects.filter(pk=signup.pk).update(state=SignUpState.WITHDRAWN, offer_ends_at=None)
    settle(admission, at=at)
    _note(by, "events.withdraw", signup)
    return SignUp.objects.get(pk=signup.pk)


@transaction.atomic
def move_sign_up(*, by: Any, signup: SignUp, to: EventPage, at: datetime) -> SignUp:
    """Let somebody come to another event instead, if there are places; otherwise they wait there, at the end of the
    line. The ticket shows the new event.

    ``SignUpUnchangeable`` for who has come or does not come, ``SignedUpAlready`` if the number is there already.
    """
    ids = sorted({signup.event_id, to.pk})
    if len(ids) == 1:
        raise SignUpUnchangeable(_("It is this event already."))
    admissions = {pk: lock(EventPage(pk=pk), at=at) for pk in ids}
    old, new = admissions[signup.event_id], admissions[to.pk]
    signup = SignUp.objects.select_for_update(no_key=True, of=("self",)).get(pk=signup.pk)
    if signup.event_id != old.page_id or not signup.is_standing or signup.checked_in_at:
        raise SignUpUnchangeable(_("Only who is still to come can be moved."))
    if new.cancelled_at or new.page.ends_at <= at:
        raise SignUpNotOpen(_("That event was called off or is over."))
    check_phone(to, signup.phone)
    if holds(signup):
        give_back(old, signup.party)
    state = SignUpState.JOINED
    try:
        take(new, signup.party)
    except EventFull:
        if not new.has_waiting_list or signup.party > new.capacity:
            raise
        state = SignUpState.WAITING
    taken = SignUp.objects.filter(event=to.pk, number=signup.number).exists()
    number = free_number(to.pk) if taken else signup.number
    SignUp.objects.filter(pk=signup.pk).update(
        event=to.pk,
        number=number,
        state=state,
        offer_ends_at=None,
        queued_at=at,
        promised_at=new.page.starts_at,
        told=new.page.whereabouts,
    )
    settle(old, at=at)
    settle(new, at=at)
    _note(by, "events.move_sign_up", signup, to=to.title)
    return SignUp.objects.get(pk=signup.pk)


def _locked(signup: SignUp, at: datetime) -> tuple[Admission, SignUp]:
    """Its event's places, and the sign-up as it is then."""
    admission = lock(EventPage(pk=signup.event_id), at=at)
    found = SignUp.objects.select_for_update(no_key=True, of=("self",)).get(pk=signup.pk)
    if found.event_id != admission.page_id:
        raise SignUpUnchangeable(_("It was moved to another event meanwhile. Load the page again."))
    return admission, found


def _check_before_end(admission: Admission, signup: SignUp, at: datetime) -> None:
    if signup.checked_in_at:
        raise SignUpUnchangeable(_("They have come already."))
    if admission.page.ends_at <= at:
        raise SignUpUnchangeable(_("It is over."))


def _note(by: Any, action: str, signup: SignUp, **data: Any) -> None:
    audit.record(by=by, action=action, subject=signup, data=data)
