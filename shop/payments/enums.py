"""Choices of payments."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PaymentState(models.TextChoices):
    """A payment's life."""

    PENDING = "pending", _("Waiting for payment")
    SUCCEEDED = "succeeded", _("Paid")
    FAILED = "failed", _("Failed")


class RefundState(models.TextChoices):
    """A refund's life."""

    REQUESTED = "requested", _("Under way")
    SUCCEEDED = "succeeded", _("Refunded")
    FAILED = "failed", _("Refused by the gateway")


class RefundCause(models.TextChoices):
    """Why money goes back. What is unused never belonged to the order's price; the rest was paid for it."""

    UNUSED = "unused", _("Not needed")
    CLOSED = "closed", _("Order closed")
    RETURNED = "returned", _("Given back")


class CallbackOutcome(models.TextChoices):
    """What became of a gateway's message."""

    RECEIVED = "received", _("Received")
    APPLIED = "applied", _("Applied")
    ALREADY = "already", _("Already known")
    MISMATCH = "mismatch", _("Amount differs")
    REFUNDED = "refunded", _("Money sent back")
    UNKNOWN = "unknown", _("No such payment")
