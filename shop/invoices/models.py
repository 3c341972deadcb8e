"""Invoices of orders, and of what was put into wallets."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.core.files import private_storage
from shop.invoices.enums import LIVE_STATES, InvoiceState, TitleKind
from shop.orders.models import Order
from shop.payments.models import Payment


def file_name(invoice: Any, filename: str) -> str:
    """Nothing of the file's own name is kept."""
    return f"invoices/{invoice.public_id}.pdf"


def reversal_name(invoice: Any, filename: str) -> str:
    """The reversal beside what it reverses."""
    return f"invoices/{invoice.public_id}-reversal.pdf"


class Invoice(models.Model):
    """Asked for by the customer, issued by staff in the tax bureau's own system, kept here with its file."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # What it is over: an order, or what was put into a wallet.
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, blank=True, related_name="invoices")
    top_up = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="invoices")
    state = models.CharField(_("state"), max_length=10, choices=InvoiceState.choices, default=InvoiceState.REQUESTED)
    kind = models.CharField(_("for"), max_length=10, choices=TitleKind.choices)
    title = models.CharField(_("title"), max_length=100)
    tax_number = models.CharField(_("tax number"), max_length=20, blank=True)
    requested_at = models.DateTimeField(_("asked for"), default=timezone.now)
    # Why it is not issued.
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    number = models.CharField(_("number"), max_length=24, blank=True)
    amount_fen = models.BigIntegerField(_("amount"), null=True, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    file = models.FileField(_("file"), storage=private_storage, upload_to=file_name, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The red-letter invoice that takes it back.
    reversal_number = models.CharField(_("number of the reversal"), max_length=24, blank=True)
    reversal_file = models.FileField(storage=private_storage, upload_to=reversal_name, blank=True)
    # When it was issued, declined, withdrawn or reversed.
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        default_permissions = ["view"]
        permissions = [("issue_invoice", _("Can issue and reverse invoices"))]
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "requested_at", "id"], name="invoices_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(state__in=LIVE_STATES), name="invoices_one_live"),
            models.UniqueConstraint(
                fields=["top_up"], condition=Q(state__in=LIVE_STATES), name="invoices_one_live_of_top_up"
            ),
            models.CheckConstraint(
                condition=Q(order__isnull=False, top_up=None) | Q(order=None, top_up__isnull=False),
                name="invoices_of_one_thing",
            ),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="invoices_number_once"),
            models.CheckConstraint(
                condition=~Q(state__in=[InvoiceState.ISSUED, InvoiceState.REVERSED])
                | Q(amount_fen__gte=1, issued_on__isnull=False) & ~Q(number="") & ~Q(file=""),
                name="invoices_issued_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=InvoiceState.REVERSED) | ~Q(reversal_number=""), name="invoices_reversed_whole"
            ),
            models.CheckConstraint(
                condition=~Q(kind=TitleKind.COMPANY) | ~Q(tax_number=""), name="invoices_company_has_number"
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.title

    @property
    def subject(self) -> Order | Payment:
        """What it is over."""
        subject = self.order or self.top_up
        assert subject is not None  # noqa: S101 a constraint
        return subject

    @property
    def about(self) -> str:
        """The number of that."""
        return str(self.subject)
