"""Choices of payments."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PaymentState(models.TextChoices):
    """A payment's life."""

    PENDING = "pending", _("Waiting for payment")
    SUCCEEDED = "succeeded", _("Paid")
    FAILED = "failed", _("Failed")
    # The gateway was told that nobody is to pay it any more.
    CLOSED = "closed", _("Closed")


class RefundState(models.TextChoices):
    """A refund's life."""

    REQUESTED = "requested", _("Under way")
    # The gateway has taken it and is asked what became of it.
    ACCEPTED = "accepted", _("Taken by the gateway")
    SUCCEEDED = "succeeded", _("Refunded")
    FAILED = "failed", _("Refused by the gateway")


# On their way: to be sent, or to be asked about.
OPEN_REFUNDS = [RefundState.REQUESTED, RefundState.ACCEPTED]


class RefundCause(models.TextChoices):
    """Why money goes back. What is unused never belonged to the order's price; the rest was paid for it."""

    UNUSED = "unused", _("Not needed")
    CLOSED = "closed", _("Order closed")
    RETURNED = "returned", _("Given back")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    # It stays here, and pays an order that changes this one.
    MOVED = "moved", _("Went over to another order")


class CallbackOutcome(models.TextChoices):
    """What became of a gateway's message."""

    RECEIVED = "received", _("Received")
    APPLIED = "applied", _("Applied")
    ALREADY = "already", _("Already known")
    MISMATCH = "mismatch", _("Amount differs")
    REFUNDED = "refunded", _("Money sent back")
    UNKNOWN = "unknown", _("No such payment")


class StatementKind(models.TextChoices):
    """What a line of a vendor's bill is about."""

    PAYMENT = "payment", _("Payment")
    REFUND = "refund", _("Refund")


class EntryOutcome(models.TextChoices):
    """What comparing a bill with our books says about one payment or refund."""

    MATCHED = "matched", _("Matched")
    NOT_HERE = "not_here", _("Missing here")
    NOT_THERE = "not_there", _("Missing there")
    DIFFERENT = "different", _("Different")
