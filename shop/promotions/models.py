"""Time-limited prices: schedule, quantity and per-person limits."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Sku
from shop.core.money import MAX_FEN
from shop.core.translated import Translated
from shop.promotions.enums import PromotionState


class PromotionQuerySet(models.QuerySet["Promotion"]):
    """Promotions by time."""

    def active(self, at: datetime) -> "PromotionQuerySet":
        """Running at ``at``: start included, end excluded."""
        return self.filter(starts_at__lte=at, ends_at__gt=at, cancelled_at=None)


class Promotion(Translated):
    """A price for a time. The times decide; jobs only announce."""

    name = models.CharField(_("name"), max_length=60)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    per_person_limit = models.PositiveIntegerField(
        _("limit per person"), null=True, blank=True, help_text=_("Units of each SKU one person may buy at this price.")
    )
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True, editable=False)
    began_announced_at = models.DateTimeField(null=True, blank=True, editable=False)
    over_announced_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    TRANSLATED = ("name",)

    objects = PromotionQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("promotion")
        verbose_name_plural = _("promotions")
        ordering = ["-starts_at", "-id"]
        indexes = [
            models.Index(fields=["starts_at"], condition=Q(began_announced_at=None), name="promotions_to_begin"),
            models.Index(fields=["ends_at"], condition=Q(over_announced_at=None), name="promotions_to_end"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="promotions_end_after_start"),
            models.CheckConstraint(
                condition=Q(per_person_limit=None) | Q(per_person_limit__gte=1), name="promotions_limit_positive"
            ),
        ]

    @classmethod
    def to_translate(cls) -> models.QuerySet[Any]:
        """Those that are not over."""
        return cls.objects.filter(cancelled_at=None, ends_at__gt=timezone.now())

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        """Its name in the price log."""
        return f"promotion:{self.pk}"

    def state_at(self, at: datetime) -> PromotionState:
        """Scheduled, running, ended or cancelled at ``at``."""
        if self.cancelled_at:
            return PromotionState.CANCELLED
        if at < self.starts_at:
            return PromotionState.SCHEDULED
        return PromotionState.ACTIVE if at < self.ends_at else PromotionState.ENDED


class PromotionItem(models.Model):
    """The promotional price of one SKU, with what was sold at it (a guarded counter)."""

    promotion = models.ForeignKey(Promotion, on_delete=models.CASCADE, related_name="items")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="promotion_items")
    price_fen = models.BigIntegerField(_("promotional price"))
    quantity_limit = models.PositiveIntegerField(_("quantity"), null=True, blank=True)
    used = models.PositiveIntegerField(_("taken"), default=0, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("promotional price")
        verbose_name_plural = _("promotional prices")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["promotion", "sku"], name="promotions_item_once"),
            models.CheckConstraint(
                condition=Q(price_fen__gte=1, price_fen__lte=MAX_FEN), name="promotions_price_range"
            ),
            models.CheckConstraint(
                condition=Q(quantity_limit=None) | Q(used__lte=F("quantity_limit")), name="promotions_never_overused"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promotion_id} {self.sku_id}"

    @property
    def remaining(self) -> int | None:
        """Units left at this price, or None without a limit."""
        return None if self.quantity_limit is None else self.quantity_limit - self.used


class PersonUse(models.Model):
    """How many units of an item one person has taken (a guarded counter; a person is a mobile number)."""

    item = models.ForeignKey(PromotionItem, on_delete=models.CASCADE, related_name="person_uses")
    person_key = models.CharField(max_length=40)
    used = models.PositiveIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "person_key"], name="promotions_personuse_once")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.used}"


class PromotionUse(models.Model):
    """Units taken by a document (order number); released when the order is cancelled or expires."""

    item = models.ForeignKey(PromotionItem, on_delete=models.PROTECT, related_name="uses")
    reference = models.CharField(max_length=40, db_index=True)
    person_key = models.CharField(max_length=40)
    quantity = models.PositiveIntegerField()
    released_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "reference"], condition=Q(released_at=None), name="promotions_use_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.item_id} × {self.quantity}"
