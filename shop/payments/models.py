"""Payments, refunds and what gateways told us."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.orders.models import Order
from shop.payments.enums import CallbackOutcome, PaymentState, RefundState


class Payment(models.Model):
    """An attempt to pay an order at one gateway."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    gateway = models.CharField(_("gateway"), max_length=20)
    # Our number at the gateway (out_trade_no).
    reference = models.CharField(_("reference"), max_length=40, unique=True)
    provider_reference = models.CharField(_("gateway's number"), max_length=80, blank=True)
    amount_fen = models.BigIntegerField(_("amount"))
    state = models.CharField(_("state"), max_length=10, choices=PaymentState.choices, default=PaymentState.PENDING)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    # While pending: when to ask the gateway for the result, should it not report by itself.
    query_at = models.DateTimeField(default=timezone.now)
    succeeded_at = models.DateTimeField(_("paid"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        default_permissions = ["view"]
        ordering = ["-id"]
        indexes = [models.Index(fields=["query_at"], condition=Q(state="pending"), name="payments_to_query")]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gte=1), name="payments_amount_positive"),
            models.CheckConstraint(
                condition=~Q(state="succeeded") | Q(succeeded_at__isnull=False), name="payments_success_has_time"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class GatewayEvent(models.Model):
    """A message from a gateway, inserted before anything is done about it: the same one never counts twice."""

    gateway = models.CharField(max_length=20)
    event_id = models.CharField(max_length=80)
    payment_reference = models.CharField(max_length=40, db_index=True)
    payload = models.JSONField(default=dict)
    outcome = models.CharField(max_length=10, choices=CallbackOutcome.choices, default=CallbackOutcome.RECEIVED)
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gateway", "event_id"], name="payments_event_once")]

    def __str__(self) -> str:
        return f"{self.gateway} {self.event_id}"


class Refund(models.Model):
    """Money on its way back. One full refund for a payment (partial ones come with after-sales)."""

    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="refund")
    reference = models.CharField(_("reference"), max_length=40, unique=True)
    amount_fen = models.BigIntegerField(_("amount"))
    reason = models.CharField(_("reason"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RefundState.choices, default=RefundState.REQUESTED)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    retry_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    succeeded_at = models.DateTimeField(_("refunded"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        default_permissions = ["view"]
        indexes = [models.Index(fields=["retry_at"], condition=Q(state="requested"), name="payments_refund_due")]
        constraints = [models.CheckConstraint(condition=Q(amount_fen__gte=1), name="payments_refund_positive")]

    def __str__(self) -> str:
        return self.reference
