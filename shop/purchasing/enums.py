"""Choices of purchasing."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PurchaseState(models.TextChoices):
    """A purchase order's life. Partly received and closed follow from its lines (``rules.state_of``)."""

    DRAFT = "draft", pgettext_lazy("purchase order", "Draft")
    SENT = "sent", pgettext_lazy("purchase order", "Sent")
    PARTLY = "partly", _("Partly received")
    CLOSED = "closed", pgettext_lazy("purchase order", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("purchase order", "Cancelled")


# Goods of such an order may arrive.
OPEN_STATES = (PurchaseState.SENT, PurchaseState.PARTLY)
