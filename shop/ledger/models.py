"""Entries and their lines. Append-only: a wrong entry is corrected by another one."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shop.customers.models import Customer
from shop.ledger.enums import OF_CUSTOMER, OF_GATEWAY, Account, EntryKind


class Entry(models.Model):
    """One movement with its document. The sum of its lines is nothing: checked when it is made, by the database when
    it is committed (PostgreSQL), and by the audit.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=EntryKind.choices)
    # The number of what it is booked for: a payment's, a refund's, an order's.
    document = models.CharField(_("document"), max_length=60)
    # What the document belongs to: the order's number, or nothing.
    topic = models.CharField(_("about"), max_length=40, blank=True, db_index=True)
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        default_permissions = ["view"]
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="ledger_newest"),
            models.Index(fields=["document"], name="ledger_by_document", opclasses=["varchar_pattern_ops"]),
        ]
        constraints = [models.UniqueConstraint(fields=["kind", "document"], name="ledger_entry_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.document}"


class Line(models.Model):
    """An amount on an account: debits are positive, credits negative."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="lines")
    account = models.CharField(_("account"), max_length=12, choices=Account.choices)
    gateway = models.CharField(_("gateway"), max_length=20, blank=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    amount_fen = models.BigIntegerField(_("amount"))

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        ordering = ["id"]
        indexes = [models.Index(fields=["account", "customer"], name="ledger_by_account")]
        constraints = [
            models.CheckConstraint(condition=~Q(amount_fen=0), name="ledger_line_amount"),
            models.CheckConstraint(
                condition=Q(account__in=sorted(OF_GATEWAY)) ^ Q(gateway=""), name="ledger_line_gateway"
            ),
            models.CheckConstraint(
                condition=Q(account__in=sorted(OF_CUSTOMER)) ^ Q(customer__isnull=True), name="ledger_line_customer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount_fen}"

    @property
    def credit_fen(self) -> int:
        """The amount of a credit, positive."""
        return -self.amount_fen


class Summary(models.Model):
    """Entries with ids above ``after``, up to ``through``, are added up in its totals. The next one begins where it
    ends, so that whoever reads adds what is kept to what has come since. Append-only.
    """

    after = models.BigIntegerField(unique=True)
    through = models.BigIntegerField(unique=True)
    at = models.DateTimeField(_("time"))

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(through__gt=F("after")), name="ledger_summary_forward")]

    def __str__(self) -> str:
        return f"{self.after}-{self.through}"


class DayTotal(models.Model):
    """What the entries of a summary moved on an account (of one gateway, where it has one) on a day of the shop."""

    summary = models.ForeignKey(Summary, on_delete=models.PROTECT, related_name="totals")
    day = models.DateField(_("day"))
    account = models.CharField(_("account"), max_length=12, choices=Account.choices)
    gateway = models.CharField(_("gateway"), max_length=20, blank=True)
    debit_fen = models.BigIntegerField(_("debits"))
    credit_fen = models.BigIntegerField(_("credits"))

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["summary", "day", "account", "gateway"], name="ledger_total_once"),
            models.CheckConstraint(condition=Q(debit_fen__gte=0, credit_fen__gte=0), name="ledger_total_not_below"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.account} {self.debit_fen} {self.credit_fen}"
