"""At the door: exactly once, however many helpers scan."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from content.events.enums import SignUpState
from content.events.errors import NotCheckedIn, SignUpNotOpen
from content.events.models import Admission, SignUp
from content.events.operations.signing import add, check_phone
from content.events.operations.waiting import give_back, lock, settle, take
from content.events.rules import SignUpData
from shop.bookings.rules import Span, ticket_days
from shop.core import audit
from shop.core.templatetags.desk import minute


@transaction.atomic
def check_in(*, by: Any, signup: SignUp, at: datetime) -> SignUp:
    """Let them in, on the days of the event. ``NotCheckedIn`` says why not: in already (when, by whom), signed off,
    waiting, another day, called off.
    """
    admission = lock(signup.event, at=at)
    _check_day(admission, at)
    rows = SignUp.objects.filter(pk=signup.pk, event=admission.page_id, state=SignUpState.JOINED, checked_in_at=None)
    if not rows.update(checked_in_at=at, checked_in_by=by):
        raise NotCheckedIn(
            _refusal(SignUp.objects.select_related("checked_in_by", "event").get(pk=signup.pk), admission)
        )
    audit.record(by=by, action="events.check_in", subject=signup)
    return SignUp.objects.get(pk=signup.pk)


def _refusal(signup: SignUp, admission: Admission) -> str:
    if signup.event_id != admission.page_id:
        return _("It was moved to another event: %(event)s.") % {"event": signup.event.title}
    if signup.checked_in_at:
        when, who = minute(signup.checked_in_at), str(signup.checked_in_by)
        return _("They are in already: %(time)s, by %(person)s.") % {"time": when, "person": who}
    if signup.state == SignUpState.WAITING:
        return _("They are on the waiting list. Let them in as walk-ins if there are places.")
    if signup.state == SignUpState.OFFERED:
        return _("A place is held for them. Take it for them first, on their page.")
    return _("They have signed off. Let them in as walk-ins if there are places.")


def _check_day(admission: Admission, at: datetime) -> None:
    page = admission.page
    if admission.cancelled_at:
        raise NotCheckedIn(_("The event was called off."))
    first, last = ticket_days(Span(starts_at=page.starts_at, ends_at=page.ends_at))
    if not first <= at < last:
        raise NotCheckedIn(_("The event is on another day: %(time)s.") % {"time": minute(page.starts_at)})


@transaction.atomic
def undo_check_in(*, by: Any, signup: SignUp, at: datetime) -> SignUp:
    """They are not in after all. A walk-in, who is here only by coming, gives the places back."""
    admission = lock(signup.event, at=at)
    signup = SignUp.objects.select_for_update(no_key=True, of=("self",)).get(pk=signup.pk)
    rows = SignUp.objects.filter(pk=signup.pk, event=admission.page_id).exclude(checked_in_at=None)
    state = SignUpState.WITHDRAWN if signup.is_walk_in else signup.state
    if not rows.update(checked_in_at=None, checked_in_by=None, state=state):
        raise NotCheckedIn(_("They are not checked in, so there is nothing to take back."))
    if signup.is_walk_in:
        give_back(admission, signup.party)
    audit.record(by=by, action="events.undo_check_in", subject=signup)
    settle(admission, at=at)
    return SignUp.objects.get(pk=signup.pk)


@transaction.atomic
def add_walk_in(*, by: Any, page: Any, party: int, at: datetime, name: str = "", phone: str = "") -> SignUp:
    """Let somebody in who did not sign up, while there are places (``EventFull``). A name is enough, and not needed;
    a number has to be new to this event.
    """
    admission = lock(page, at=at)
    _check_day(admission, at)
    if admission.page.product_id is not None:
        raise SignUpNotOpen(_("It is booked in the shop."))
    data = SignUpData(name=name, phone=phone.strip(), party=party, is_walk_in=True)
    check_phone(page, data.phone)
    take(admission, data.party)
    came = {"is_walk_in": True, "checked_in_at": at, "checked_in_by": by}
    signup = add(admission, data, state=SignUpState.JOINED, at=at, **came)
    audit.record(by=by, action="events.add_walk_in", subject=signup, data={"party": party})
    settle(admission, at=at)
    return signup
