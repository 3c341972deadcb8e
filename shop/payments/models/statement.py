"""Vendors' bills, and what came of comparing them with our books."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.payments.enums import EntryOutcome, StatementKind
from shop.payments.models.payment import Payment
from shop.payments.models.refund import Refund


class Statement(models.Model):
    """The bill of one day of one gateway; without ``fetched_at`` it was asked for in vain."""

    gateway = models.CharField(_("gateway"), max_length=20)
    day = models.DateField(_("day"))
    tried_at = models.DateTimeField(_("asked for"), default=timezone.now)
    fetched_at = models.DateTimeField(_("fetched"), null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        default_permissions = ["view"]
        ordering = ["-day", "gateway"]
        constraints = [models.UniqueConstraint(fields=["gateway", "day"], name="payments_statement_once")]

    def __str__(self) -> str:
        return f"{self.gateway} {self.day}"


class StatementEntry(models.Model):
    """A payment or refund of a day: what the bill says, what our books say, and who settled the difference how."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=StatementKind.choices)
    reference = models.CharField(_("reference"), max_length=64)
    provider_reference = models.CharField(_("gateway's number"), max_length=80, blank=True)
    # None where it is not in the bill, or not in our books.
    billed_fen = models.BigIntegerField(_("on the bill"), null=True)
    booked_fen = models.BigIntegerField(_("in our books"), null=True)
    fee_fen = models.BigIntegerField(_("fee"), default=0)
    at = models.DateTimeField(_("time"))
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="statement_entries")
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, null=True, related_name="statement_entries")
    outcome = models.CharField(max_length=10, choices=EntryOutcome.choices)
    resolved_at = models.DateTimeField(_("settled"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolution = models.CharField(_("how it was settled"), max_length=200, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("statement entry")
        verbose_name_plural = _("statement entries")
        default_permissions = []
        permissions = [("resolve_statemententry", _("Can settle differences with gateways"))]
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["statement"],
                condition=Q(resolved_at=None) & ~Q(outcome="matched"),
                name="payments_entry_to_resolve",
            ),
            models.Index(fields=["kind", "reference"], name="payments_entry_reference"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["statement", "kind", "reference"], name="payments_entry_once"),
            models.CheckConstraint(
                condition=~Q(outcome="matched") | Q(billed_fen=F("booked_fen")), name="payments_entry_matches"
            ),
            models.CheckConstraint(condition=Q(resolved_at=None) | ~Q(resolution=""), name="payments_entry_has_reason"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        """Whether somebody has to look at it."""
        return self.outcome != EntryOutcome.MATCHED and self.resolved_at is None

    @property
    def difference_fen(self) -> int:
        """What the gateway has for us beyond our books; negative where it has less."""
        gap_fen = (self.billed_fen or 0) - (self.booked_fen or 0)
        return -gap_fen if self.kind == StatementKind.REFUND else gap_fen
