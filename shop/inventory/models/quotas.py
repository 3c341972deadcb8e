"""How many units of several SKUs may be sold together."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Sku
from shop.inventory.enums import ReservationState


class Quota(models.Model):
    """Units that may be sold of all its SKUs together, however much of each there is (a guarded counter)."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    limit = models.PositiveIntegerField(_("units"))
    used = models.PositiveIntegerField(_("taken"), default=0, editable=False)
    # Of a pre-sale: no SKU counts against it by itself, whoever sells names it. Not in the list of quotas.
    is_apart = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("quota")
        verbose_name_plural = _("quotas")
        constraints = [models.CheckConstraint(condition=Q(used__lte=F("limit")), name="inventory_quota_never_overused")]

    def __str__(self) -> str:
        return self.name

    @property
    def left(self) -> int:
        return self.limit - self.used


class QuotaItem(models.Model):
    """A SKU counts against one quota at most."""

    quota = models.ForeignKey(Quota, on_delete=models.CASCADE, related_name="items")
    sku = models.OneToOneField(Sku, on_delete=models.CASCADE, related_name="quota_item")

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.quota_id} {self.sku_id}"


class QuotaUse(models.Model):
    """Units of a quota taken by a document; lives and dies with the document's reservations."""

    quota = models.ForeignKey(Quota, on_delete=models.PROTECT, related_name="uses")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("reference"), max_length=40, db_index=True)
    quantity = models.PositiveIntegerField(_("quantity"))
    state = models.CharField(_("state"), max_length=10, choices=ReservationState.choices, default=ReservationState.HELD)
    expires_at = models.DateTimeField(_("held until"))

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [
            models.Index(fields=["quota", "expires_at"], condition=Q(state="held"), name="inventory_quotause_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="inventory_quotause_positive"),
            models.UniqueConstraint(
                fields=["reference", "sku"], condition=~Q(state="released"), name="inventory_quotause_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.quota_id} × {self.quantity}"
