"""Who waits for what, and who was told."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Sku
from shop.customers.models import Customer
from shop.notices.enums import NoticeKind
from shop.notices.rules import MOST_QUESTIONS


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Subscriptions."""

    def waiting(self) -> "SubscriptionQuerySet":
        """Those who said yes in their mailbox and have not been told: no notice, none on its way."""
        return self.filter(confirmed_at__isnull=False, notified=False)


class Subscription(models.Model):
    """A mail address that waits for one notice about one SKU. Deleted when the notice has been sent."""

    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="+", verbose_name=_("SKU"))
    kind = models.CharField(_("kind"), max_length=10, choices=NoticeKind.choices)
    # In small letters.
    email = models.EmailField(_("mail address"))
    # What the SKU cost when the shopper asked; they are told of less.
    price_fen = models.BigIntegerField(_("price seen"))
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=10)
    created_at = models.DateTimeField()
    # The mail that asks: when it was last taken in hand, and whether it has left.
    asked_at = models.DateTimeField(null=True, blank=True)
    ask_attempts = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # There is a notice for it.
    notified = models.BooleanField(default=False)

    objects = SubscriptionQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("waiting shopper")
        verbose_name_plural = _("waiting shoppers")
        default_permissions = ["view"]
        indexes = [
            models.Index(
                fields=["sku", "kind", "confirmed_at", "id"],
                condition=Q(confirmed_at__isnull=False, notified=False),
                name="notices_in_line",
            ),
            models.Index(fields=["created_at"], name="notices_by_age"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["email", "sku", "kind"], name="notices_subscription_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sku_id}"


class Question(models.Model):
    """How often an address was asked about a SKU: outlives the subscription that it never confirmed.

    It holds no address, only its keyed hash, and is gone as soon as the address has said yes.
    """

    key = models.CharField(max_length=64, unique=True)
    asked = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        constraints = [models.CheckConstraint(condition=Q(asked__lte=MOST_QUESTIONS), name="notices_asked_at_most")]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.asked}"


class Notice(models.Model):
    """That somebody is told, once: inserted before the mail is sent. Who it was is deleted with the subscription."""

    subscription = models.OneToOneField(
        Subscription, on_delete=models.SET_NULL, null=True, blank=True, related_name="notice"
    )
    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="+", verbose_name=_("SKU"))
    kind = models.CharField(_("kind"), max_length=10, choices=NoticeKind.choices)
    created_at = models.DateTimeField()
    # Taken by a worker; given back when the mail server refuses.
    taken_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        default_permissions = []
        indexes = [
            models.Index(fields=["sku", "kind", "created_at"], name="notices_told"),
            models.Index(fields=["retry_at"], condition=Q(sent_at=None), name="notices_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.sku_id}"
