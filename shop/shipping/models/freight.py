"""Freight templates: by what a parcel is charged, and for which regions how much."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Product, Sku
from shop.core.money import MAX_FEN
from shop.shipping.enums import Basis


class FreightTemplate(models.Model):
    """How one kind of goods is charged. The default one holds for all goods that have no other."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    basis = models.CharField(_("reckoned by"), max_length=10, choices=Basis.choices, default=Basis.COUNT)
    is_default = models.BooleanField(_("for all other goods"), default=False)
    # Goods that lie in different places are parcels of their own, each charged for itself.
    by_place = models.BooleanField(_("each place by itself"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("freight template")
        verbose_name_plural = _("freight templates")
        default_permissions = ["change"]
        ordering = ["-is_default", "id"]
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="shipping_one_default")
        ]

    def __str__(self) -> str:
        return self.name


class FreightZone(models.Model):
    """What a template charges for some regions; without any named it holds for all others.

    ``regions`` are codes of ``customers.regions``: the longest that an address's code begins with decides.
    """

    template = models.ForeignKey(FreightTemplate, on_delete=models.CASCADE, related_name="zones")
    position = models.PositiveSmallIntegerField(default=0)
    regions = models.JSONField(_("regions"), default=list, blank=True)
    delivers = models.BooleanField(_("delivered"), default=True)
    # The first so many pieces, grams or cm³ cost this, and each further so many that.
    first_units = models.PositiveIntegerField(_("first"), default=1, validators=[MinValueValidator(1)])
    first_fen = models.BigIntegerField(_("costs"), default=0)
    more_units = models.PositiveIntegerField(_("each further"), default=1, validators=[MinValueValidator(1)])
    more_fen = models.BigIntegerField(_("costs more"), default=0)
    free_from_fen = models.BigIntegerField(_("free from"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["template", "position"], name="shipping_zone_once"),
            models.CheckConstraint(condition=Q(first_units__gte=1, more_units__gte=1), name="shipping_zone_units"),
            models.CheckConstraint(
                condition=Q(first_fen__gte=0, first_fen__lte=MAX_FEN, more_fen__gte=0, more_fen__lte=MAX_FEN)
                & (Q(free_from_fen=None) | Q(free_from_fen__gte=1, free_from_fen__lte=MAX_FEN)),
                name="shipping_zone_sums",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template_id} {self.position}"


class ProductFreight(models.Model):
    """A product that is sent by a template of its own."""

    product = models.OneToOneField(Product, on_delete=models.CASCADE, related_name="freight")
    template = models.ForeignKey(FreightTemplate, on_delete=models.PROTECT, related_name="products")

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []

    def __str__(self) -> str:
        return f"{self.product_id} {self.template_id}"


class SkuVolume(models.Model):
    """How much room a unit takes in a parcel."""

    sku = models.OneToOneField(Sku, on_delete=models.CASCADE, related_name="volume")
    volume_cm3 = models.PositiveIntegerField(_("volume in cm³"))

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                condition=Q(volume_cm3__gte=1, volume_cm3__lte=10_000_000), name="shipping_volume_range"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} {self.volume_cm3}"
