"""Money on its way back."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.payments.enums import RefundCause, RefundState
from shop.payments.models.payment import Payment


class Refund(models.Model):
    """A payment, or a part of it, on its way back. ``key`` is its cause's own token: each gives back once."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    key = models.CharField(max_length=80)
    # Our number at the gateway (out_refund_no): R, the payment's reference, and which of its refunds this is.
    reference = models.CharField(_("reference"), max_length=48, unique=True)
    amount_fen = models.BigIntegerField(_("amount"))
    # What of it goes back into a wallet as bonus.
    bonus_fen = models.BigIntegerField(default=0)
    # What of it its cause gives back as freight; the rest is for goods, as long as any of them is left.
    freight_fen = models.BigIntegerField(_("of it freight"), default=0)
    cause = models.CharField(_("cause"), max_length=10, choices=RefundCause.choices, default=RefundCause.RETURNED)
    reason = models.CharField(_("reason"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RefundState.choices, default=RefundState.REQUESTED)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    # The number of the bank transfer that staff sent instead, where the gateway could not.
    bank_reference = models.CharField(_("the bank's reference"), max_length=60, blank=True)
    retry_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    succeeded_at = models.DateTimeField(_("refunded"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        default_permissions = ["view"]
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["retry_at"], condition=Q(state__in=["requested", "accepted"]), name="payments_refund_due"
            ),
            models.Index(fields=["-id"], condition=~Q(state="succeeded"), name="payments_refund_not_sent"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["payment", "key"], name="payments_refund_once"),
            models.CheckConstraint(condition=Q(amount_fen__gte=1), name="payments_refund_positive"),
            models.CheckConstraint(
                condition=Q(freight_fen__gte=0, freight_fen__lte=F("amount_fen")), name="payments_refund_freight"
            ),
            models.CheckConstraint(
                condition=~Q(state="succeeded") | Q(succeeded_at__isnull=False), name="payments_refund_has_time"
            ),
            models.CheckConstraint(
                condition=Q(bank_reference="") | Q(state="succeeded"), name="payments_refund_by_bank_is_sent"
            ),
        ]

    def __str__(self) -> str:
        return self.reference
