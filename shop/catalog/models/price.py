"""The price log: what was asked, until further notice or for a time, and what was paid. It is never changed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.catalog.enums import PriceKind
from shop.catalog.models.sku import Sku


class PriceEntry(models.Model):
    """One line of a SKU's price memory. Append-only: see ``shop.core.db.append_only``."""

    # Null once the SKU was taken back (undone import); the line then names the code it had. See docs/adr/0011.
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, null=True, related_name="price_entries")
    sku_code = models.CharField(_("SKU code"), max_length=40, blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=5, choices=PriceKind.choices)
    price_fen = models.BigIntegerField(_("price"))
    quantity = models.PositiveIntegerField(_("quantity"), default=0)
    at = models.DateTimeField(_("time"))
    # Of a promotional price only: when it is to end, and when it was planned (which may be long before ``at``).
    until = models.DateTimeField(_("until"), null=True, blank=True)
    planned_at = models.DateTimeField(_("planned"), null=True, blank=True)
    # The document behind it (order number, promotion); the source of an asked price (grid, import).
    reference = models.CharField(_("reference"), max_length=40, blank=True)
    # Why, in somebody's words; a promotional price bears the promotion's name as shoppers saw it.
    reason = models.CharField(_("reason"), max_length=120, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("price entry")
        verbose_name_plural = _("price log")
        indexes = [
            models.Index(fields=["sku", "kind", "at"], name="catalog_price_by_time"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(price_fen__gte=0), name="catalog_price_not_negative"),
            models.CheckConstraint(
                condition=models.Q(kind=PriceKind.PROMO, until__gt=models.F("at"), planned_at__isnull=False)
                | (~models.Q(kind=PriceKind.PROMO) & models.Q(until=None, planned_at=None)),
                name="catalog_price_time_of_promo",
            ),
            models.UniqueConstraint(
                fields=["sku", "reference"],
                condition=models.Q(kind=PriceKind.SOLD),
                name="catalog_price_sold_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} {self.kind} {self.price_fen}"
