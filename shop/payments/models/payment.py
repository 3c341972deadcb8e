"""Payments and what gateways told us."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.orders.models import Order, OrderBatch
from shop.payments.enums import CallbackOutcome, PaymentState
from shop.payments.models.wallet import Wallet


class Payment(models.Model):
    """An attempt to pay an order, a batch of orders, or to put money into a wallet, at one gateway; what a wallet paid
    of an order; or the part of a batch's payment that is one order's.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, blank=True, related_name="payments")
    wallet = models.ForeignKey(Wallet, on_delete=models.PROTECT, null=True, blank=True, related_name="top_ups")
    # A payment for all orders of a batch is one at the gateway. When it has arrived it is split over them: each order
    # has its part, which is what is booked and given back, and together they are this payment to the fen.
    batch = models.ForeignKey(
        OrderBatch, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="payments"
    )
    part_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="parts"
    )
    # Of a top-up: what the shop adds. Of what a wallet paid: the part that was bonus.
    bonus_fen = models.BigIntegerField(_("bonus"), default=0)
    gateway = models.CharField(_("gateway"), max_length=20)
    # The vendor's product it was begun with (see ``Gateway.scene``), and how the shopper pays there (``Start``).
    scene = models.CharField(max_length=10, blank=True, default="")
    start = models.JSONField(default=dict, blank=True)
    # Our number at the gateway (out_trade_no).
    reference = models.CharField(_("reference"), max_length=40, unique=True)
    provider_reference = models.CharField(_("gateway's number"), max_length=80, blank=True)
    amount_fen = models.BigIntegerField(_("amount"))
    # What was promised back of it: the sum of its refunds that did not fail for good. Changed by a guarded UPDATE only.
    refunded_fen = models.BigIntegerField(_("refunded"), default=0)
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
        permissions = [
            ("confirm_transfer", _("Can write down bank transfers")),
            ("refund_payment", _("Can give money back")),
        ]
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["query_at"], condition=Q(state="pending"), name="payments_to_query"),
            models.Index(fields=["batch"], condition=Q(batch__isnull=False), name="payments_of_batch"),
            models.Index(fields=["part_of"], condition=Q(part_of__isnull=False), name="payments_parts"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gte=1), name="payments_amount_positive"),
            models.CheckConstraint(
                condition=Q(order__isnull=False, wallet=None, batch=None)
                | Q(order=None, wallet__isnull=False, batch=None)
                | Q(order=None, wallet=None, batch__isnull=False),
                name="payments_for_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(part_of=None) | Q(order__isnull=False, state="succeeded"), name="payments_parts_arrived"
            ),
            # What is given back is given back by its parts.
            models.CheckConstraint(condition=Q(batch=None) | Q(refunded_fen=0), name="payments_batch_by_parts"),
            models.CheckConstraint(condition=Q(bonus_fen__gte=0), name="payments_bonus_not_below"),
            models.CheckConstraint(
                condition=Q(refunded_fen__gte=0, refunded_fen__lte=F("amount_fen")),
                name="payments_refunded_within",
            ),
            models.CheckConstraint(
                condition=~Q(state="succeeded") | Q(succeeded_at__isnull=False), name="payments_success_has_time"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Where the shopper sees what became of it."""
        paid_for = self.order or self.batch
        return paid_for.get_absolute_url() if paid_for else reverse("storefront:wallet")

    @property
    def paying_url(self) -> str:
        """Where it is paid: a code to scan, or the payment sheet."""
        if self.order:
            return reverse("storefront:payment", args=[self.order.number, self.reference])
        if self.batch:
            return reverse("storefront:batch_payment", args=[self.batch.number, self.reference])
        return reverse("storefront:top_up", args=[self.reference])

    @property
    def charge(self) -> "Payment":
        """What the gateway knows of it: itself, or what it is a part of."""
        return self.part_of or self

    @property
    def kept_fen(self) -> int:
        """What is left of it after everything that was promised back."""
        return self.amount_fen - self.refunded_fen if self.state == PaymentState.SUCCEEDED else 0


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
