"""What is known of a parcel under way: one row for each waybill, and its news, which nobody changes."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.shipping.carriers import carrier_label
from shop.shipping.enums import TrackingKind
from shop.shipping.rules import FINAL, TROUBLE, is_quiet, quiet_since

_OPEN = Q(settled_at=None, ended_at=None)


class ConsignmentQuerySet(models.QuerySet["Consignment"]):
    """Parcels by what is to be done about them."""

    def in_trouble(self, at: datetime) -> "ConsignmentQuerySet":
        """Those somebody has to look after: the carrier says so, or has had nothing to say for too long."""
        quiet = Q(asked_at__isnull=False, moved_at__lte=quiet_since(at)) & ~Q(kind__in=FINAL)
        return self.filter(_OPEN & (Q(kind__in=TROUBLE) | quiet))


class Consignment(models.Model):
    """What was handed to a carrier under one number. Several orders may lie in it."""

    carrier = models.CharField(_("carrier"), max_length=10)
    tracking_number = models.CharField(_("tracking number"), max_length=40)
    handed_over_at = models.DateTimeField(_("handed over"))
    # What its latest event says, and when that was (else: when it was handed over). The audit recomputes both.
    kind = models.CharField(max_length=12, choices=TrackingKind.choices, blank=True)
    moved_at = models.DateTimeField()
    # When the carrier answered last, and when to ask it next (None: nobody asks).
    asked_at = models.DateTimeField(null=True, blank=True)
    ask_at = models.DateTimeField(null=True, blank=True)
    # Somebody has taken care of what was wrong; news open it again.
    settled_at = models.DateTimeField(null=True, blank=True)
    # Nobody waits for it any more: it was received, or the number was a mistake.
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ConsignmentQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("parcel under way")
        verbose_name_plural = _("parcels under way")
        default_permissions = []
        indexes = [
            models.Index(fields=["ask_at", "id"], condition=Q(ask_at__isnull=False), name="shipping_to_ask"),
            models.Index(fields=["kind"], condition=_OPEN, name="shipping_trouble"),
            models.Index(fields=["moved_at"], condition=_OPEN & Q(asked_at__isnull=False), name="shipping_quiet"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["carrier", "tracking_number"], name="shipping_consignment_once"),
        ]

    def __str__(self) -> str:
        return f"{carrier_label(self.carrier)} {self.tracking_number}"

    @property
    def is_wrong(self) -> bool:
        """Whether the carrier's last word is bad news."""
        return self.kind in TROUBLE

    def is_quiet(self, at: datetime) -> bool:
        """Whether the carrier has had nothing to say for too long."""
        return self.asked_at is not None and is_quiet(self.kind, self.moved_at, at)

    def is_in_trouble(self, at: datetime) -> bool:
        """Whether somebody has to look after it; the same as ``in_trouble`` of the list."""
        if self.settled_at or self.ended_at:
            return False
        return self.is_wrong or self.is_quiet(at)


class TrackingEvent(models.Model):
    """One piece of news, by the carrier or by staff who were told. Append-only."""

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="events")
    # The carrier's own name for it: asked again, it tells the same once more.
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=12, choices=TrackingKind.choices)
    at = models.DateTimeField()
    place = models.CharField(max_length=60, blank=True)
    text = models.CharField(max_length=200, blank=True)
    noted_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["consignment", "key"], name="shipping_event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.consignment_id} {self.kind}"
