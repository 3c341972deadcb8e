"""Sessions and the people who lead them. Seats are stock of the session's SKU: nothing of them is written here."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shop.bookings.rules import Span, end_text
from shop.catalog.models import Sku
from shop.core.translated import Translated
from shop.inventory.models import Place


class Person(Translated):
    """Somebody who leads sessions; they need no account."""

    name = models.CharField(_("name"), max_length=20, unique=True)
    is_active = models.BooleanField(_("leads sessions"), default=True)

    TRANSLATED = ("name",)
    TRANSLATED_PERMISSION = "bookings.change_session"

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        default_permissions = []
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions."""

    def standing(self) -> "SessionQuerySet":
        """Those that were not cancelled."""
        return self.filter(cancelled_at=None)

    def meeting(self, span: Span) -> "SessionQuerySet":
        """Those that are on at some moment of the span."""
        return self.filter(starts_at__lt=span.ends_at, ends_at__gt=span.starts_at)


class Session(models.Model):
    """A service at a time, a place, with a person: one SKU, whose stock are the seats.

    Nobody leads two at once: an exclusion constraint on PostgreSQL, a trigger on SQLite (``guards``).
    """

    sku = models.OneToOneField(Sku, on_delete=models.PROTECT, related_name="session", verbose_name=_("SKU"))
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("place"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("led by"))
    # Since when it is at another time or place, or with somebody else, than what was sold.
    moved_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        default_permissions = ["view", "change"]
        indexes = [models.Index(fields=["starts_at"], name="bookings_session_by_time")]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="bookings_session_lasts")]

    def __str__(self) -> str:
        return self.sku.option_text

    @property
    def span(self) -> Span:
        """From when to when."""
        return Span(starts_at=self.starts_at, ends_at=self.ends_at)

    @property
    def end_text(self) -> str:
        """When it ends, behind its beginning: the day only where that is another one."""
        return end_text(self.span)

    def can_change(self, at: datetime) -> bool:
        """Whether it is still to come, and was not cancelled."""
        return self.cancelled_at is None and self.starts_at > at
