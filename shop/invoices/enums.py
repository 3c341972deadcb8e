"""Choices of invoices."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TitleKind(models.TextChoices):
    """Whom an invoice is for."""

    PERSON = "person", _("Private person")
    COMPANY = "company", _("Company or organisation")


class InvoiceState(models.TextChoices):
    """An invoice's life. Steps: ``rules``."""

    REQUESTED = "requested", pgettext_lazy("invoice", "Asked for")
    ISSUED = "issued", pgettext_lazy("invoice", "Issued")
    DECLINED = "declined", pgettext_lazy("invoice", "Not issued")
    WITHDRAWN = "withdrawn", pgettext_lazy("invoice", "Withdrawn")
    REVERSED = "reversed", pgettext_lazy("invoice", "Reversed")


# Of these an order has one at most.
LIVE_STATES = [InvoiceState.REQUESTED, InvoiceState.ISSUED]
