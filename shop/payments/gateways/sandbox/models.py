"""The pretended vendor's own books: what it was asked to collect and what it has to report."""

from django.db import models
from django.utils import timezone

CLOSED = "closed"


class SandboxCharge(models.Model):
    """A charge at the sandbox; ``report_at`` is when its callback goes out (late, when the shopper chose so)."""

    reference = models.CharField(max_length=40, unique=True)
    subject = models.CharField(max_length=80)
    amount_fen = models.BigIntegerField()
    expires_at = models.DateTimeField()
    return_url = models.URLField()
    notify_url = models.URLField()
    # "", "paid", "failed" or CLOSED (the shop wants no money any more)
    result = models.CharField(max_length=6, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    report_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.reference


class SandboxRefund(models.Model):
    """Money that the sandbox was asked to send back; the same number a second time is the same refund."""

    charge = models.ForeignKey(SandboxCharge, on_delete=models.PROTECT, related_name="refunds")
    reference = models.CharField(max_length=48, unique=True)
    amount_fen = models.BigIntegerField()
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.reference
