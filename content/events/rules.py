"""Pure decisions of events. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.events.enums import EventState
from shop.core.errors import InvalidInput
from shop.customers.rules import clean_phone

# A place that came free is held so long for the next in line, and never beyond the end of the sign-up.
OFFER_LASTS = timedelta(hours=24)
# Names, numbers and answers are removed so long after the event (《个人信息保护法》第十九条: no longer than needed).
KEEP = timedelta(days=30)
# Those who come are reminded so long before it begins.
REMIND_BEFORE = timedelta(hours=24)
# What is wrong about a change may be mended before anybody is written to.
SECOND_THOUGHTS = timedelta(minutes=5)
# Sign-ups for one event with the same mail address: a family, and no more, so that nobody fills another's mailbox.
MOST_OF_AN_ADDRESS = 3
MAX_PARTY = 10
MAX_CAPACITY = 5000
MAX_QUESTIONS = 3
LONGEST = timedelta(days=31)
MAX_ANSWER = 200
MAX_NAME = 40
# Digits that stand on a ticket and are said at the door.
NUMBER_LENGTH = 6

CONSENT = gettext_lazy(
    "My name, number, mail address and answers may be kept for this event. They are removed 30 days after it."
)


@dataclass(frozen=True, kw_only=True)
class AdmissionData:
    """How many may come and when one can sign up; ``InvalidInput`` names the field at fault.

    None opens at once, and closes when the event begins.
    """

    capacity: int
    party_limit: int = 4
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    has_waiting_list: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.capacity <= MAX_CAPACITY:
            raise InvalidInput(_("Between 1 and %(most)s places.") % {"most": MAX_CAPACITY}, field="capacity")
        if not 1 <= self.party_limit <= MAX_PARTY:
            raise InvalidInput(_("Between 1 and %(most)s people.") % {"most": MAX_PARTY}, field="party_limit")
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise InvalidInput(_("The end must be after the beginning."), field="closes_at")


@dataclass(frozen=True, kw_only=True)
class SignUpData:
    """Who comes, with how many. The phone is normalized; ``InvalidInput`` names the field at fault."""

    name: str
    phone: str
    # Left empty, nobody is written to.
    email: str = ""
    party: int = 1
    # What was asked, with what was answered.
    answers: Sequence[tuple[str, str]] = ()
    # Nobody is asked for name and number at the door.
    is_walk_in: bool = False

    def __post_init__(self) -> None:
        check_party(self.party, MAX_PARTY)
        if self.phone or not self.is_walk_in:
            object.__setattr__(self, "phone", clean_phone(self.phone))
        object.__setattr__(self, "email", self.email.strip().lower())
        if self.email:
            try:
                validate_email(self.email)
            except ValidationError as error:
                raise InvalidInput(_("Please enter a valid mail address."), field="email") from error
        name = self.name.strip()
        object.__setattr__(self, "name", name)
        if not name and not self.is_walk_in:
            raise InvalidInput(_("Please fill in this field."), field="name")
        if len(name) > MAX_NAME or not name.isprintable():
            raise InvalidInput(_("At most %(count)s characters, on one line.") % {"count": MAX_NAME}, field="name")


@dataclass(frozen=True, kw_only=True)
class Door:
    """What decides what a visitor can do: of the page and its admission, at one moment."""

    starts_at: datetime
    ends_at: datetime
    is_paid: bool = False
    cancelled_at: datetime | None = None
    # None: nobody has to sign up.
    capacity: int | None = None
    free: int = 0
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def check_party(party: int, limit: int) -> None:
    """``InvalidInput`` for a number of people that cannot be."""
    if not 1 <= party <= limit:
        raise InvalidInput(_("Between 1 and %(most)s people.") % {"most": limit}, field="party")


def closing(*, closes_at: datetime | None, starts_at: datetime) -> datetime:
    """When the sign-up closes: never after the beginning."""
    return min(closes_at, starts_at) if closes_at else starts_at


def is_few(*, capacity: int, free: int) -> bool:
    """Whether it is worth saying that places run out: a fifth of them is left, and no more than ten."""
    return 0 < free <= min(10, max(1, capacity // 5))


def state_of(door: Door, at: datetime) -> EventState:
    """What a visitor can do at ``at``. Counted, never claimed."""
    if door.cancelled_at:
        return EventState.CANCELLED
    if door.ends_at <= at:
        return EventState.OVER
    if door.is_paid:
        return EventState.PAID
    if door.capacity is None:
        return EventState.FREE
    if closing(closes_at=door.closes_at, starts_at=door.starts_at) <= at:
        return EventState.CLOSED
    if door.opens_at and door.opens_at > at:
        return EventState.EARLY
    if door.free <= 0:
        return EventState.FULL
    return EventState.FEW if is_few(capacity=door.capacity, free=door.free) else EventState.OPEN


def offer_end(*, at: datetime, closes: datetime) -> datetime | None:
    """Until when a place that comes free at ``at`` is held for somebody; None once nobody is asked any more."""
    return min(at + OFFER_LASTS, closes) if closes > at else None


def served(line: Iterable[tuple[int, int]], *, free: int) -> list[int]:
    """Who of a line of (id, people) is offered the free places: in order, the first whom they suffice for.

    Whoever needs more than is left keeps their place in the line.
    """
    chosen = []
    for pk, party in line:
        if party <= free:
            chosen.append(pk)
            free -= party
    return chosen


def zone_text(at: datetime) -> str:
    """By whose clock it is: ``Beijing time``, or the zone's name and its distance from UTC."""
    local = timezone.localtime(at)
    if timezone.get_current_timezone_name() in {"Asia/Shanghai", "PRC"}:
        return _("Beijing time")
    offset = local.strftime("%z")
    return f"{timezone.get_current_timezone_name()} (UTC{offset[:3]}:{offset[3:]})"
