"""Pages of events and of their list; how many may come; who signed up."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import md5
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from content.blocks.base import StoryBlock, joined
from content.blocks.blocks import OriginMapBlock, PersonBlock, StoryBlocks
from content.events.enums import HOLDING, STANDING, EventState, MailKind, SignUpState
from content.events.rules import (
    LONGEST,
    MAX_CAPACITY,
    MAX_PARTY,
    MAX_QUESTIONS,
    NUMBER_LENGTH,
    Door,
    closing,
    state_of,
)
from content.stories.models import BrandPage, _picture
from shop.bookings.rules import Span, end_text
from shop.catalog.enums import ProductKind
from shop.catalog.models import Product
from shop.core.pages import open_to_all
from shop.customers.models import Customer


class ProgrammeBlock(StoryBlock):
    """A part of the day."""

    when = blocks.CharBlock(label=_("When"), max_length=20, help_text=_("10:00, or: after the walk"))
    title = blocks.CharBlock(label=_("Title"), max_length=40)
    text = blocks.TextBlock(label=_("Text"), required=False, max_length=200)

    class Meta:
        icon = "time"
        label = _("Part of the programme")
        label_format = "{when} {title}"

    def to_text(self, value: Any) -> str:
        return joined(f"{value['when']} {value['title']}", value["text"])


class AskBlock(StoryBlock):
    """A question to whoever signs up."""

    question = blocks.CharBlock(label=_("Question"), max_length=60)
    is_required = blocks.BooleanBlock(label=_("Must be answered"), required=False)

    class Meta:
        icon = "help"
        label = _("Question")
        label_format = "{question}"


class EventIndexPage(BrandPage):
    """All events: those to come, then those that were."""

    intro = models.CharField(_("introduction"), max_length=160, blank=True)

    parent_page_types = ["stories.HomePage"]
    subpage_types = ["events.EventPage"]
    max_count_per_parent = 1
    page_description = _("The list of all events.")
    template = "content/events/index.html"

    content_panels = [FieldPanel("title"), FieldPanel("intro", widget=AdminAutoHeightTextInput)]

    class Meta:
        verbose_name = _("list of events")
        verbose_name_plural = _("lists of events")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from content.events.queries import index_contents

        context = super().get_context(request, *args, **kwargs)
        return {**context, **index_contents(self, at=context["at"], page=request.GET.get("page"))}


class EventQuerySet(PageQuerySet):  # type: ignore[misc]
    """Events by what visitors may see, and when they are."""

    def visible(self, at: datetime) -> "EventQuerySet":
        """Published, open to everybody, and not past the end of the page at ``at``."""
        rows: EventQuerySet = self.live().filter(open_to_all(), Q(expire_at=None) | Q(expire_at__gt=at))
        return rows

    def with_places(self, at: datetime) -> "EventQuerySet":
        """With how many may come; ``running_out`` are people whose offers have run out, ``lined_up`` those who wait."""
        rows = SignUp.objects.filter(event=models.OuterRef("pk")).order_by().values("event")
        people = rows.annotate(people=models.Sum("party")).values("people")
        found: EventQuerySet = self.select_related("admission").annotate(
            running_out=models.Subquery(people.filter(state=SignUpState.OFFERED, offer_ends_at__lte=at)),
            lined_up=models.Subquery(people.filter(state=SignUpState.WAITING)),
        )
        return found


class EventPage(BrandPage):
    """An event: when, where, what happens there, and the way to come.

    How many may come and when one can sign up is no part of the draft: see ``Admission``.
    """

    standfirst = models.CharField(_("standfirst"), max_length=160, blank=True)
    hero_image = _picture(_("large picture"), _("At the top and on cards. Set its focal point."))
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    is_online = models.BooleanField(
        _("online"), default=False, help_text=_("Off: people meet at a place. On: they meet behind a link.")
    )
    place = models.CharField(_("place"), max_length=60, blank=True)
    address = models.CharField(_("address"), max_length=120, blank=True, help_text=_("As a driver would need it."))
    online_url = models.URLField(
        _("link"), blank=True, help_text=_("Only those who have signed up see it, on their ticket.")
    )
    map = StreamField([("origin_map", OriginMapBlock())], verbose_name=_("way there"), blank=True, max_num=1)
    body = StreamField(StoryBlocks(required=False), verbose_name=_("what it is"), blank=True)
    programme = StreamField([("part", ProgrammeBlock())], verbose_name=_("programme"), blank=True)
    hosts = StreamField([("person", PersonBlock())], verbose_name=_("who invites"), blank=True)
    questions = StreamField(
        [("ask", AskBlock())],
        verbose_name=_("questions to those who sign up"),
        blank=True,
        max_num=MAX_QUESTIONS,
        help_text=_("Ask only what you need to prepare: a ride, what somebody cannot eat."),
    )
    product = models.ForeignKey(
        Product,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("booked in the shop"),
        help_text=_(
            "Events here cost nothing. What costs something is a bookable service with sessions: choose it, and the "
            "page leads there instead of signing people up."
        ),
    )
    look_back = StreamField(
        StoryBlocks(required=False),
        verbose_name=_("looking back"),
        blank=True,
        help_text=_("Shown first once the event is over."),
    )

    objects = PageManager.from_queryset(EventQuerySet)()

    parent_page_types = ["stories.HomePage", "events.EventIndexPage"]
    subpage_types: list[str] = []
    page_description = _("An event with places, sign-up and check-in.")
    template = "content/events/event.html"
    context_object_name = "page"

    content_panels = [
        MultiFieldPanel(
            [
                FieldPanel("title", help_text=_("As readers see it.")),
                FieldPanel("standfirst", widget=AdminAutoHeightTextInput),
                FieldPanel("hero_image"),
            ],
            heading=_("Beginning"),
        ),
        MultiFieldPanel([FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")])], heading=_("When")),
        MultiFieldPanel(
            [
                FieldPanel("is_online"),
                FieldPanel("place"),
                FieldPanel("address"),
                FieldPanel("online_url"),
                FieldPanel("map"),
            ],
            heading=_("Where"),
        ),
        FieldPanel("body"),
        FieldPanel("programme"),
        FieldPanel("hosts"),
        MultiFieldPanel(
            [
                HelpPanel(
                    content=_(
                        "How many may come, and from when to when one can sign up, is set at the desk (Events in the "
                        "menu). It holds at once and needs no publishing. Without it people simply come."
                    )
                ),
                FieldPanel("questions"),
                FieldPanel("product"),
            ],
            heading=_("Sign-up"),
        ),
        FieldPanel("look_back"),
    ]
    promote_panels = BrandPage.promote_panels[:1]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [models.Index(fields=["starts_at"], name="events_by_time")]

    def clean(self) -> None:
        super().clean()
        errors = {}
        if self.starts_at and self.ends_at and not self.starts_at < self.ends_at <= self.starts_at + LONGEST:
            errors["ends_at"] = _("The end comes after the beginning, within 31 days.")
        if not self.is_online and not self.place.strip():
            errors["place"] = _("Say where people meet, or that it is online.")
        if self.product and self.product.kind != ProductKind.SERVICE:
            errors["product"] = _("Choose a product whose kind is “bookable service”.")
        if errors:
            raise ValidationError(errors)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from content.events.queries import event_contents

        context = super().get_context(request, *args, **kwargs)
        return {**context, **event_contents(self, at=context["at"])}

    def told_facts(self) -> list[str]:
        begins = date_format(timezone.localtime(self.starts_at), "DATETIME_FORMAT")
        where = _("Online") if self.is_online else " ".join(filter(None, [self.place, self.address]))
        return [f"{begins} – {self.end_text}", str(where)]

    @property
    def places(self) -> "Admission | None":
        """How many may come; None where nobody has to sign up."""
        return getattr(self, "admission", None)

    @property
    def where(self) -> str:
        """The place in a line; "" for what is online."""
        return "" if self.is_online else self.place

    @property
    def whereabouts(self) -> str:
        """When and where it is, as one short word: where it differs, those who come have to be told."""
        times = (self.starts_at.astimezone(UTC).isoformat(), self.ends_at.astimezone(UTC).isoformat())
        facts = (*times, self.is_online, self.place, self.address, self.online_url)
        return md5(repr(facts).encode(), usedforsecurity=False).hexdigest()

    @property
    def end_text(self) -> str:
        """When it ends, put behind its beginning."""
        return end_text(Span(starts_at=self.starts_at, ends_at=self.ends_at))

    def door(self, *, expired: int = 0, line: int = 0) -> Door:
        """What decides its state; ``expired`` places come free, but for those who wait."""
        admission = self.places
        door = Door(starts_at=self.starts_at, ends_at=self.ends_at, is_paid=self.product_id is not None)
        if admission is None:
            return door
        return replace(
            door,
            cancelled_at=admission.cancelled_at,
            capacity=admission.capacity,
            free=admission.capacity - admission.taken + (0 if line else expired),
            opens_at=admission.opens_at,
            closes_at=admission.closes_at,
        )

    @property
    def door_now(self) -> Door:
        """The same, of a row that ``with_places`` found."""
        return self.door(expired=getattr(self, "running_out", 0) or 0, line=getattr(self, "lined_up", 0) or 0)

    @property
    def free(self) -> int:
        """How many places are free; of a row that ``with_places`` found."""
        return max(0, self.door_now.free)

    def state_at(self, at: datetime) -> EventState:
        """Its state; of a row that ``with_places`` found."""
        return state_of(self.door_now, at)


class Admission(models.Model):
    """How many may come to an event, and when one can sign up. Holds at once; a draft has no part in it.

    ``taken`` is a counter: the people of every sign-up that holds places. It is changed with the row locked, by a
    guarded update, and the database refuses more than ``capacity``.
    """

    page = models.OneToOneField(EventPage, on_delete=models.CASCADE, related_name="admission")
    capacity = models.PositiveIntegerField(pgettext_lazy("at an event", "places"))
    taken = models.PositiveIntegerField(default=0)
    party_limit = models.PositiveSmallIntegerField(_("people for each sign-up, at most"), default=4)
    opens_at = models.DateTimeField(_("sign-up opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("sign-up closes"), null=True, blank=True)
    has_waiting_list = models.BooleanField(_("waiting list"), default=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(_("reason"), max_length=200, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("places of an event")
        verbose_name_plural = _("places of events")
        default_permissions = ["change"]
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="events_no_more_than_capacity"),
            models.CheckConstraint(condition=Q(capacity__range=(1, MAX_CAPACITY)), name="events_capacity"),
            models.CheckConstraint(condition=Q(party_limit__range=(1, MAX_PARTY)), name="events_party_limit"),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="events_opens_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.taken}/{self.capacity}"

    @property
    def closes(self) -> datetime:
        """When the sign-up closes."""
        return closing(closes_at=self.closes_at, starts_at=self.page.starts_at)


class SignUpQuerySet(models.QuerySet["SignUp"]):
    """Sign-ups."""

    def standing(self) -> "SignUpQuerySet":
        """Those who want to come."""
        return self.filter(state__in=STANDING)

    def holding(self) -> "SignUpQuerySet":
        """Those who hold places, as ``Admission.taken`` counts them."""
        return self.filter(state__in=HOLDING)

    def of_another_time(self) -> "SignUpQuerySet":
        """Those who want to come and signed up for another beginning than it has now."""
        return self.standing().exclude(promised_at=F("event__starts_at"))

    def in_line(self) -> "SignUpQuerySet":
        """Those who wait, in the order in which places are offered."""
        return self.filter(state=SignUpState.WAITING).order_by("queued_at", "pk")

    def people(self) -> int:
        """How many people they are."""
        return self.aggregate(people=models.Sum("party"))["people"] or 0


class SignUp(models.Model):
    """Somebody who comes to an event, with how many, or waits for places. No account is needed.

    Name, number and answers are removed some time after the event (``forget``); that somebody came stays.
    """

    event = models.ForeignKey(EventPage, on_delete=models.CASCADE, related_name="sign_ups", verbose_name=_("event"))
    # Said at the door; nobody's but at this event.
    number = models.CharField(_("number"), max_length=NUMBER_LENGTH)
    name = models.CharField(_("name"), max_length=40, blank=True)
    phone = models.CharField(_("mobile number"), max_length=20, blank=True)
    # In small letters; who left one is written to (``operations.telling``).
    email = models.EmailField(_("mail address"), blank=True)
    language = models.CharField(max_length=10, default="zh-hans", editable=False)
    wants_reminder = models.BooleanField(default=True, editable=False)
    # The event's whereabouts as they were last told.
    told = models.CharField(max_length=32, blank=True, editable=False)
    party = models.PositiveSmallIntegerField(pgettext_lazy("how many", "people"))
    # Pairs of what was asked and answered.
    answers = models.JSONField(default=list, blank=True)
    customer = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=SignUpState.choices)
    is_walk_in = models.BooleanField(_("came without signing up"), default=False)
    created_at = models.DateTimeField(_("signed up"))
    # When it was to begin as they signed up: an event that was moved since is told to them, and to the desk.
    promised_at = models.DateTimeField()
    # Since when in the line; who moves here from another event stands at its end.
    queued_at = models.DateTimeField()
    offer_ends_at = models.DateTimeField(null=True, blank=True)
    checked_in_at = models.DateTimeField(_("came"), null=True, blank=True)
    checked_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = SignUpQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        default_permissions = ["view", "change"]
        permissions = [("checkin_signup", _("Can check people in at events"))]
        indexes = [
            models.Index(fields=["event", "state", "queued_at", "id"], name="events_line"),
            models.Index(
                fields=["offer_ends_at"], condition=Q(offer_ends_at__isnull=False), name="events_offers_that_end"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="events_number_once"),
            models.UniqueConstraint(
                fields=["event", "phone"],
                condition=Q(state__in=STANDING) & ~Q(phone=""),
                name="events_one_for_each_phone",
            ),
            models.CheckConstraint(condition=Q(party__range=(1, MAX_PARTY)), name="events_party"),
            models.CheckConstraint(
                condition=Q(state=SignUpState.OFFERED, offer_ends_at__isnull=False)
                | (~Q(state=SignUpState.OFFERED) & Q(offer_ends_at=None)),
                name="events_offers_end",
            ),
            models.CheckConstraint(
                condition=Q(checked_in_at=None, checked_in_by=None)
                | Q(checked_in_at__isnull=False, checked_in_by__isnull=False, state=SignUpState.JOINED),
                name="events_come_who_joined",
            ),
        ]

    def __str__(self) -> str:
        return self.readable_number

    @property
    def readable_number(self) -> str:
        """In two groups: ``128 406``."""
        return f"{self.number[:3]} {self.number[3:]}"

    @property
    def is_moved(self) -> bool:
        """Whether the event begins at another time than when they signed up."""
        return self.promised_at != self.event.starts_at

    @property
    def is_standing(self) -> bool:
        return self.state in STANDING

    def state_at(self, at: datetime) -> SignUpState:
        """Where it stands at ``at``: an offer that has run out is none, whether or not a job has said so."""
        if self.state == SignUpState.OFFERED and self.offer_ends_at is not None and self.offer_ends_at <= at:
            return SignUpState.LAPSED
        return SignUpState(self.state)


class SignUpMail(models.Model):
    """That somebody is written to, once: inserted before the mail is sent. Goes with the sign-up."""

    signup = models.ForeignKey(SignUp, on_delete=models.CASCADE, related_name="mails")
    kind = models.CharField(_("kind"), max_length=10, choices=MailKind.choices)
    # Which event, offer, time or calling off it is about: there may be another one of the kind later.
    about = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    # Taken by a worker; given back when the mail server refuses.
    taken_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # There is no such mailbox.
    refused_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        ordering = ["id"]
        indexes = [
            models.Index(fields=["retry_at"], condition=Q(sent_at=None, refused_at=None), name="events_mails_due")
        ]
        constraints = [models.UniqueConstraint(fields=["signup", "kind", "about"], name="events_mail_once")]

    def __str__(self) -> str:
        return f"{self.signup_id} {self.kind}"
