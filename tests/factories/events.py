"""Events with places and people, by the room's own operations."""

import itertools
from datetime import datetime, timedelta
from typing import Any

from content.events.models import EventPage, SignUp
from content.events.operations import set_admission, sign_up
from content.events.rules import AdmissionData, SignUpData
from content.stories.models import HomePage
from tests.factories import NOW

# Ten in the morning in Shanghai, ten days after NOW.
TEN = datetime.fromisoformat("2026-10-11T10:00:00+08:00")
_numbers = itertools.count(1)


def phone_number() -> str:
    """A mobile number that nobody had before."""
    return f"1380{next(_numbers):07}"


def make_event(capacity: int | None = 5, *, at: datetime = NOW, publish: bool = True, **fields: Any) -> EventPage:
    """A published event in ten days, two hours long, with so many places (None: nobody has to sign up).

    Fields of the admission are told by their names.
    """
    names = {"party_limit", "opens_at", "closes_at", "has_waiting_list"}
    places = {name: fields.pop(name) for name in names & set(fields)}
    home = HomePage.objects.get()
    start = fields.pop("starts_at", TEN)
    fields = {
        "title": "霜降采摘日",
        "slug": f"picking-{next(_numbers)}",
        "place": "苑家沟南坡",
        "starts_at": start,
        "ends_at": fields.pop("ends_at", start + timedelta(hours=2)),
        "live": False,
        **fields,
    }
    page: EventPage = home.add_child(instance=EventPage(**fields))
    revision = page.save_revision()
    if publish:
        revision.publish()
    if capacity is not None:
        set_admission(by=None, page=page, data=AdmissionData(capacity=capacity, **places), at=at)
    return EventPage.objects.get(pk=page.pk)


def join(page: EventPage, party: int = 1, *, at: datetime = NOW, waits: bool = True, **fields: Any) -> SignUp:
    """Somebody signs up, or lines up."""
    customer = fields.pop("customer", None)
    data = SignUpData(**{"name": "林晓", "phone": phone_number(), "party": party, **fields})
    return sign_up(page=page, data=data, at=at, waits=waits, customer=customer)
