"""Reads of events: what pages and stories show, who is on a list, what flips by time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, Sum, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.blocks.contents import CONTEXT_KEY, block_contents
from content.blocks.happenings import Happening
from content.events.enums import EventState, SignUpState
from content.events.models import Admission, EventIndexPage, EventPage, EventQuerySet, SignUp, SignUpQuerySet
from content.events.rules import closing
from shop.bookings.rules import Span, end_text
from shop.core import clock
from shop.core.pages import open_to_all
from shop.core.templatetags.desk import minute
from shop.customers.models import Customer
from shop.customers.records import Records

PAST_PAGE_SIZE = 12
# What somebody can sign up for, or line up for.
OPEN_STATES = (EventState.OPEN, EventState.FEW)


@dataclass(frozen=True)
class Heads:
    """People of an event, not sign-ups: how many come, wait, were offered a place, have come."""

    joined: int = 0
    waiting: int = 0
    offered: int = 0
    came: int = 0


def heads_of(pages: Iterable[EventPage]) -> dict[int, Heads]:
    """By page id. One query for any number of events."""
    rows = SignUp.objects.filter(event__in=[page.pk for page in pages]).order_by().values("event")
    counted = rows.annotate(
        joined=Sum("party", filter=Q(state=SignUpState.JOINED), default=0),
        waiting=Sum("party", filter=Q(state=SignUpState.WAITING), default=0),
        offered=Sum("party", filter=Q(state=SignUpState.OFFERED), default=0),
        came=Sum("party", filter=Q(checked_in_at__isnull=False), default=0),
    )
    return {
        row["event"]: Heads(joined=row["joined"], waiting=row["waiting"], offered=row["offered"], came=row["came"])
        for row in counted
    }


def event_now(pk: int, *, at: datetime) -> EventPage | None:
    """A published event that everybody may see, with its places."""
    found: EventPage | None = EventPage.objects.visible(at).with_places(at).filter(pk=pk).first()
    return found


def event_contents(page: EventPage, *, at: datetime) -> dict[str, Any]:
    """What an event's page shows beside its own words: its state and places, what its blocks show, how many came."""
    if page.hero_image is not None:
        prefetch_related_objects([page.hero_image], "renditions")
    state = page.state_at(at)
    if page.pk is not None and page.places is not None:
        counted = EventPage.objects.with_places(at).get(pk=page.pk)
        page.running_out, page.lined_up = counted.running_out, counted.lined_up
        state = page.state_at(at)
    streams = [page.look_back, page.body] if state == EventState.OVER else [page.body]
    more = [page.product] if page.product and page.product.is_visible(at) else []
    contents = block_contents([*streams, page.hosts, page.map], at=at, more=more)
    came = heads_of([page]).get(page.pk, Heads()).came if state == EventState.OVER and page.pk else 0
    return {
        **contents,
        "state": state,
        "free": page.free,
        "closes": closing(closes_at=page.places.closes_at, starts_at=page.starts_at) if page.places else None,
        "is_on": page.starts_at <= at < page.ends_at,
        "came": came,
        "offer": contents[CONTEXT_KEY].get(page.product_id or 0),
    }


def index_contents(index: EventIndexPage, *, at: datetime, page: str | None) -> dict[str, Any]:
    """The events of a list: all that are to come or on, the next first; those that were, the last first, by pages."""
    rows = EventPage.objects.visible(at).child_of(index).with_places(at).select_related("hero_image", "admission")
    rows = rows.prefetch_related("hero_image__renditions").defer_streamfields()
    coming = [
        {"page": row, "state": row.state_at(at)} for row in rows.filter(ends_at__gt=at).order_by("starts_at", "pk")
    ]
    past = Paginator(rows.filter(ends_at__lte=at).order_by("-starts_at", "-pk"), PAST_PAGE_SIZE)
    return {"coming": coming, "page_obj": past.get_page(page)}


def shown_in_stories() -> EventQuerySet:
    """The events that blocks of stories may show. One query, pages behind a password left out."""
    at = clock.now()
    rows: EventQuerySet = EventPage.objects.live().filter(open_to_all()).with_places(at).defer_streamfields()
    return rows


def tell(pages: Iterable[EventPage], *, at: datetime) -> dict[int, Happening]:
    """What a story says of events that ``shown_in_stories`` found, by page id; those taken down by time are absent."""
    told = {}
    for page in pages:
        if page.expire_at is not None and page.expire_at <= at:
            continue
        state = page.state_at(at)
        told[page.pk] = Happening(
            title=page.title,
            line=page.standfirst,
            url=page.url or "",
            starts_at=page.starts_at,
            end_text=end_text(Span(starts_at=page.starts_at, ends_at=page.ends_at)),
            place=page.where,
            is_online=page.is_online,
            state=str(state),
            state_label=str(state.label),
            say=state_text(page, state),
            action=action_text(page, state),
        )
    return told


def state_text(page: EventPage, state: EventState) -> str:
    """The state in a sentence, with its numbers and times."""
    admission = page.places
    if state == EventState.EARLY and admission:
        return _("The sign-up opens %(time)s.") % {"time": minute(admission.opens_at)}
    if state in OPEN_STATES:
        return ngettext("%(count)s place is free.", "%(count)s places are free.", page.free) % {"count": page.free}
    if state == EventState.FULL:
        if admission and admission.has_waiting_list:
            return _("All places are taken. Whoever waits is offered what comes free, in order.")
        return _("All places are taken.")
    return {
        EventState.FREE: _("Free of charge. Nobody has to sign up: simply come."),
        EventState.PAID: _("Seats are booked in the shop."),
        EventState.CLOSED: _("The sign-up is closed."),
        EventState.OVER: _("It is over."),
        EventState.CANCELLED: _("It was called off."),
    }[state]


def action_text(page: EventPage, state: EventState) -> str:
    """What the way to it is called."""
    if state in OPEN_STATES:
        return _("Sign up")
    if state == EventState.FULL and page.places and page.places.has_waiting_list:
        return _("Join the waiting list")
    return _("Look back") if state == EventState.OVER else _("Read more about it")


def ahead_of(signup: SignUp) -> int:
    """How many sign-ups stand before it in the line."""
    line = SignUp.objects.filter(event=signup.event_id, state=SignUpState.WAITING)
    earlier = Q(queued_at__lt=signup.queued_at) | Q(queued_at=signup.queued_at, pk__lt=signup.pk)
    return line.filter(earlier).count()


def sign_ups_of(*, ids: Iterable[int], customer: Customer | None) -> SignUpQuerySet:
    """Those of a browser: made in it, or by its customer."""
    mine = Q(pk__in=list(ids))
    if customer is not None:
        mine |= Q(customer=customer)
    return SignUp.objects.filter(mine, forgotten_at=None).select_related("event__admission").order_by("-pk")


def next_change(*, at: datetime) -> datetime | None:
    """The next moment at which an event's page or card changes by itself."""
    rows: list[Any] = [
        EventPage.objects.filter(live=True, starts_at__gt=at).values_list("starts_at"),
        EventPage.objects.filter(live=True, ends_at__gt=at).values_list("ends_at"),
        Admission.objects.filter(opens_at__gt=at).values_list("opens_at"),
        Admission.objects.filter(closes_at__gt=at).values_list("closes_at"),
        SignUp.objects.filter(offer_ends_at__gt=at).values_list("offer_ends_at"),
    ]
    first, *others = (found.order_by() for found in rows)
    moments = first.union(*others, all=True).order_by("starts_at").values_list("starts_at", flat=True)[:1]
    found: datetime | None = next(iter(moments), None)
    return found


def customer_records(customer: Customer) -> Records:
    """What this room holds about a person (``customers.records``)."""
    rows = SignUp.objects.filter(customer=customer).order_by("created_at", "pk")
    names = (
        "event__title",
        "number",
        "name",
        "phone",
        "email",
        "party",
        "answers",
        "state",
        "created_at",
        "checked_in_at",
    )
    return {"event_sign_ups": list(rows.values(*names))}


def move(guest: Customer, into: Customer, at: datetime) -> None:
    """What was signed up for on a device is another customer's from now on (``customers.merging``)."""
    SignUp.objects.filter(customer=guest).update(customer=into)
