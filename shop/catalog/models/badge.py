"""Badges: a word on a product's picture that is true. Immediate effect, never in a draft."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shop.catalog.enums import BadgeRole, BadgeRule
from shop.catalog.models.product import Product
from shop.core.translated import Translated

MAX_BADGES = 20
MAX_BADGE_DAYS = 365


class Badge(Translated):
    """A word on pictures. Given by hand with its evidence, or by time to what is newly published."""

    name = models.CharField(_("name"), max_length=12, unique=True)
    role = models.CharField(_("colour"), max_length=10, choices=BadgeRole.choices, default=BadgeRole.BRAND)
    rule = models.CharField(_("who gets it"), max_length=10, choices=BadgeRule.choices, default=BadgeRule.HAND)
    days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    TRANSLATED = ("name",)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("badge")
        verbose_name_plural = _("badges")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rule=BadgeRule.HAND, days=None) | Q(rule=BadgeRule.NEW, days__gte=1),
                name="catalog_badge_days_by_rule",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ProductBadge(models.Model):
    """A badge given to a product by hand: what makes it true, and from when until when it is shown."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="badges")
    badge = models.ForeignKey(Badge, on_delete=models.CASCADE, related_name="given")
    evidence = models.CharField(_("evidence"), max_length=200)
    starts_at = models.DateTimeField(_("shown from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("shown until"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["badge__position", "id"]
        indexes = [
            models.Index(fields=["starts_at"], condition=Q(starts_at__isnull=False), name="catalog_badge_starts"),
            models.Index(fields=["ends_at"], condition=Q(ends_at__isnull=False), name="catalog_badge_ends"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["product", "badge"], name="catalog_productbadge_once"),
            models.CheckConstraint(condition=~Q(evidence=""), name="catalog_productbadge_has_evidence"),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="catalog_productbadge_end_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.badge_id}"

    def is_shown(self, at: datetime) -> bool:
        """Start included, end excluded."""
        return (self.starts_at is None or self.starts_at <= at) and (self.ends_at is None or at < self.ends_at)
