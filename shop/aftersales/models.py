"""Cases, what they are about and what happened to them; and what each product promises about returns."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.aftersales import rules
from shop.aftersales.enums import Actor, CaseKind, CaseReason, CaseState, ReturnException
from shop.catalog.models import Product, Sku
from shop.inventory.models import Place
from shop.orders.models import Order, OrderLine, OrderPicture


class ReturnTerms(models.Model):
    """What a product promises about returns from a moment on. A change is a new row: an order keeps what it had."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="return_terms")
    since = models.DateTimeField(default=timezone.now)
    exception = models.CharField(_("exception"), max_length=10, choices=ReturnException.choices, blank=True)
    days = models.PositiveSmallIntegerField(_("days to return"), default=rules.NO_REASON_DAYS)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ["change"]
        indexes = [models.Index(fields=["product", "-since", "-id"], name="aftersales_terms_then")]
        constraints = [
            # The law's seven days are the least.
            models.CheckConstraint(condition=Q(days__gte=rules.NO_REASON_DAYS), name="aftersales_terms_days"),
        ]

    def __str__(self) -> str:
        return str(self.product_id)


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases by what they are at a moment."""

    def in_state(self, *states: str, at: datetime) -> "CaseQuerySet":
        """Exactly those whose ``state_at(at)`` is one of them."""
        found = Q(pk__in=[])
        for state in states:
            for span in rules.spans(state):
                rows = Q(kind=span.kind, state=span.state)
                if span.over is not None:
                    rows &= Q(due_at__lte=at - span.over)
                if span.within is not None:
                    rows &= Q(due_at__gt=at - span.within)
                found |= rows
        return self.filter(found)

    def open(self, at: datetime) -> "CaseQuerySet":
        """Those that have not come to their end."""
        return self.in_state(*rules.OPEN_STATES, at=at)


class Case(models.Model):
    """Something about a bought thing that has to be put right."""

    number = models.CharField(_("case number"), max_length=20, unique=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="cases")
    # The form's own token: a double click or a retry finds the case instead of making another.
    client_token = models.CharField(max_length=64)
    kind = models.CharField(_("kind"), max_length=10, choices=CaseKind.choices)
    state = models.CharField(_("state"), max_length=10, choices=CaseState.choices)
    reason = models.CharField(_("reason"), max_length=10, choices=CaseReason.choices)
    words = models.CharField(_("in their words"), max_length=500, blank=True)
    # The parcel has not left: the whole order is called off.
    calls_off = models.BooleanField(default=False)
    # What is asked for, freight included; what the shop offers instead; what was sent back in the end.
    asked_fen = models.BigIntegerField(_("asked for"), default=0)
    freight_fen = models.BigIntegerField(_("of it freight"), default=0)
    offered_fen = models.BigIntegerField(_("offered"), null=True, blank=True)
    refunded_fen = models.BigIntegerField(_("sent back"), default=0)
    opened_at = models.DateTimeField(_("opened"))
    # By when whoever has to act has to; by then time decides. Null at an end.
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    # Where it is sent back to, and with which parcel.
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    carrier = models.CharField(_("carrier"), max_length=20, blank=True)
    tracking_number = models.CharField(_("tracking number"), max_length=40, blank=True, db_index=True)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    # The replacement leaves in a ``Shipment`` of the order, with the case's number as its reference.
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    # When the shop, or the clock, did something that the customer has not looked at yet.
    news_at = models.DateTimeField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        default_permissions = ["view"]
        permissions = [
            ("decide_case", _("Can decide cases: agree, offer, refuse")),
            ("inspect_case", _("Can receive returned goods and send replacements")),
        ]
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="aftersales_newest"),
            models.Index(fields=["due_at", "id"], condition=Q(due_at__isnull=False), name="aftersales_due"),
            models.Index(fields=["order", "id"], name="aftersales_of_order"),
            models.Index(fields=["order"], condition=Q(news_at__isnull=False), name="aftersales_news"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["order", "client_token"], name="aftersales_case_once"),
            models.CheckConstraint(
                condition=Q(freight_fen__gte=0, asked_fen__gte=F("freight_fen"), refunded_fen__gte=0),
                name="aftersales_case_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["settled", "refused", "withdrawn"], due_at=None, closed_at__isnull=False)
                | (~Q(state__in=["settled", "refused", "withdrawn"]) & Q(due_at__isnull=False, closed_at=None)),
                name="aftersales_open_has_deadline",
            ),
            models.CheckConstraint(condition=Q(state="settled") | Q(refunded_fen=0), name="aftersales_refund_at_end"),
        ]

    def __str__(self) -> str:
        return self.number

    def state_at(self, at: datetime) -> CaseState:
        """The state as time has it."""
        return rules.state_at(self.kind, self.state, self.due_at, at)

    def is_late(self, at: datetime) -> bool:
        """Whether the shop should have acted by now."""
        return self.state_at(at) in rules.SHOP_STATES and self.due_at is not None and self.due_at <= at

    @property
    def is_fault(self) -> bool:
        """Whether the shop answers for it."""
        return self.reason in rules.FAULTS

    @property
    def stands_at_fen(self) -> int:
        """The sum that is sent back if nobody says otherwise."""
        return self.asked_fen if self.offered_fen is None else self.offered_fen


class CaseLine(models.Model):
    """Units of an order line that a case is about."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="case_lines")
    units = models.PositiveIntegerField(_("quantity"))
    # Of an exchange: what is wanted instead.
    to_sku = models.ForeignKey(Sku, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # What came back.
    good = models.PositiveIntegerField(_("sellable"), default=0)
    damaged = models.PositiveIntegerField(_("damaged"), default=0)
    # Its share of what is asked for, and of what was sent back; how many units were given up for it.
    asked_fen = models.BigIntegerField(_("asked for"), default=0)
    refunded_fen = models.BigIntegerField(_("sent back"), default=0)
    given_up = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "line"], name="aftersales_line_once"),
            models.CheckConstraint(
                condition=Q(units__gte=1, given_up__lte=F("units"), asked_fen__gte=0, refunded_fen__gte=0),
                name="aftersales_line_positive",
            ),
            models.CheckConstraint(condition=Q(units__gte=F("good") + F("damaged")), name="aftersales_line_came_back"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.line_id} × {self.units}"

    @property
    def gone(self) -> int:
        """Units that did not come back."""
        return self.units - self.good - self.damaged


class CasePicture(models.Model):
    """A picture that was sent with a case. Its file is checked, kept and guarded as those of orders are."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pictures")
    picture = models.OneToOneField(OrderPicture, on_delete=models.PROTECT, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.picture_id}"


class CaseEntry(models.Model):
    """A line of a case's time line. Append-only."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    # Where it came to; '' for a note of the staff, which shoppers do not see.
    state = models.CharField(max_length=10, choices=CaseState.choices, blank=True)
    actor = models.CharField(max_length=10, choices=Actor.choices)
    text = models.CharField(max_length=500, blank=True)
    amount_fen = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"
