"""How many may come, and whether it takes place."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from content.events.errors import CapacityBelowTaken, SignUpNotOpen
from content.events.models import Admission, EventPage
from content.events.operations.waiting import lock, settle
from content.events.rules import AdmissionData
from shop.core import audit
from shop.core.errors import InvalidInput, StaleState


@transaction.atomic
def set_admission(*, by: Any, page: EventPage, data: AdmissionData, at: datetime) -> Admission:
    """Set places and times of the sign-up; what is more than before is offered to those who wait.

    ``CapacityBelowTaken`` for fewer places than people.
    """
    if page.product_id is not None:
        raise InvalidInput(_("This event is booked in the shop: its sessions have the seats."))
    Admission.objects.get_or_create(page_id=page.pk, defaults=asdict(data))
    admission = lock(page, at=at)
    if data.capacity < admission.taken:
        raise CapacityBelowTaken(taken=admission.taken)
    for name, value in asdict(data).items():
        setattr(admission, name, value)
    admission.save(update_fields=list(asdict(data)))
    settle(admission, at=at)
    audit.record(by=by, action="events.set_admission", subject=page, data={"capacity": data.capacity})
    return admission


@transaction.atomic
def cancel_event(*, by: Any, page: EventPage, reason: str, at: datetime) -> Admission:
    """Call it off: page and every ticket say so, nobody is offered a place any more. Sign-ups stay, to be called."""
    admission = lock(page, at=at)
    if admission.cancelled_at:
        raise StaleState
    if admission.page.ends_at <= at:
        raise SignUpNotOpen(_("It is over: there is nothing to call off any more."))
    reason = reason.strip()
    if not 1 <= len(reason) <= 200 or not reason.isprintable():
        raise InvalidInput(_("Say why, in 200 characters at most: everybody who signed up reads it."), field="reason")
    admission.cancelled_at, admission.cancel_reason = at, reason
    admission.save(update_fields=["cancelled_at", "cancel_reason"])
    settle(admission, at=at)
    audit.record(by=by, action="events.cancel_event", subject=page, data={"reason": reason})
    return admission


@transaction.atomic
def hold_after_all(*, by: Any, page: EventPage, at: datetime) -> Admission:
    """Take calling it off back: every sign-up is as it was."""
    admission = lock(page, at=at)
    if not admission.cancelled_at:
        raise StaleState
    admission.cancelled_at, admission.cancel_reason = None, ""
    admission.save(update_fields=["cancelled_at", "cancel_reason"])
    settle(admission, at=at)
    audit.record(by=by, action="events.hold_after_all", subject=page)
    return admission
