"""Options and SKUs. Plain foreign keys: edited in their own grid, with immediate effect, never in a draft."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.models.product import Product
from shop.core.money import MAX_FEN
from shop.core.translated import Text, Translated, joined


class Option(Translated):
    """A choice to make about a product: size, variety."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="options")
    name = models.CharField(_("option"), max_length=30)
    position = models.PositiveSmallIntegerField(default=0)

    TRANSLATED = ("name",)
    TRANSLATED_PERMISSION = "catalog.change_product"
    HAS_TRANSLATIONS_SCREEN = False

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["product", "name"], name="catalog_option_once")]

    def __str__(self) -> str:
        return self.name


class OptionValue(Translated):
    """One answer to an option: 5 斤, 10 斤."""

    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="values")
    value = models.CharField(_("value"), max_length=40)
    position = models.PositiveSmallIntegerField(default=0)

    TRANSLATED = ("value",)
    TRANSLATED_PERMISSION = "catalog.change_product"
    HAS_TRANSLATIONS_SCREEN = False

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["option", "value"], name="catalog_optionvalue_once")]

    def __str__(self) -> str:
        return self.value

    def after_translation(self) -> None:
        """The words of the SKUs that have it follow."""
        rows = SkuValue.objects.filter(sku__in=SkuValue.objects.filter(value=self).values("sku"))
        of_sku: dict[int, list[OptionValue]] = {}
        for row in rows.select_related("value").order_by("option__position", "option_id"):
            of_sku.setdefault(row.sku_id, []).append(row.value)
        skus = list(Sku.objects.select_for_update().filter(pk__in=of_sku).order_by("pk"))
        for sku in skus:
            sku.translations = told_options(sku.option_text, of_sku[sku.pk])
        Sku.objects.bulk_update(skus, ["translations"], batch_size=200)


def told_options(text: str, values: Iterable[OptionValue]) -> dict[str, Any]:
    """Translations of a SKU's ``option_text``, which is joined of its values' words."""
    return joined("option_text", text, ((value, "value") for value in values), " / ")


def on_sale(at: datetime, *, prefix: str = "") -> models.Q:
    """SKUs that are sold the normal way at ``at``, as a condition; ``prefix`` leads to the SKU (``sku__``)."""
    in_presale = models.Q(**{f"{prefix}presale_from__lte": at, f"{prefix}presale_until__gt": at})
    return _not_ended(at, prefix) & ~in_presale


def _not_ended(at: datetime, prefix: str = "") -> models.Q:
    no_end, later = {f"{prefix}sale_ends_at": None}, {f"{prefix}sale_ends_at__gt": at}
    return models.Q(**{f"{prefix}is_active": True}) & (models.Q(**no_end) | models.Q(**later))


class SkuQuerySet(models.QuerySet["Sku"]):
    """SKUs."""

    def for_sale(self, at: datetime) -> "SkuQuerySet":
        """Those that are sold the normal way at ``at``: not taken off sale, their sale has not ended, and they are not
        sold in advance.
        """
        return self.filter(on_sale(at))

    def offered(self, at: datetime) -> "SkuQuerySet":
        """Those that can be had at ``at``, if only in a pre-sale."""
        return self.filter(_not_ended(at))

    def in_presale(self, at: datetime) -> "SkuQuerySet":
        """Those that can be had in a pre-sale at ``at``, and not the normal way."""
        return self.offered(at).filter(presale_from__lte=at, presale_until__gt=at)


class Sku(Translated):
    """The unit that is priced, stocked and bought."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="skus", verbose_name=_("product"))
    code = models.CharField(_("SKU code"), max_length=40, unique=True)
    barcode = models.CharField(_("barcode"), max_length=40, blank=True)
    # The values joined for people ("5 斤 / 礼盒"); empty for a product without options.
    option_text = models.CharField(_("options"), max_length=120, blank=True)
    # The sorted value ids; with the product it makes a combination unique.
    combination = models.CharField(max_length=60, blank=True, editable=False)
    price_fen = models.BigIntegerField(_("price"))
    # What one unit costs the shop: seen and changed with ``view_cost`` only.
    cost_fen = models.BigIntegerField(_("cost"), null=True, blank=True)
    weight_g = models.PositiveIntegerField(_("weight in grams"), null=True, blank=True)
    # Without one the product's cover stands for it.
    image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    is_active = models.BooleanField(_("for sale"), default=True)
    # From then on it is not sold any more, whether a job runs or not: a session that begins, a season that is over.
    sale_ends_at = models.DateTimeField(_("sale ends"), null=True, blank=True)
    # Between the two it is ordered in a pre-sale and not the normal way. Written by ``presales`` alone.
    presale_from = models.DateTimeField(_("pre-sale from"), null=True, blank=True, editable=False)
    presale_until = models.DateTimeField(_("pre-sale until"), null=True, blank=True, editable=False)
    # False: sold without stock and without limit (content, services, goods made when ordered). Set when it is created;
    # it cannot change once the SKU was sold.
    is_stocked = models.BooleanField(_("has stock"), default=True)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    TRANSLATED = ("option_text",)
    HAS_TRANSLATIONS_SCREEN = False

    objects = SkuQuerySet.as_manager()

    class Meta:
        verbose_name = _("SKU")
        verbose_name_plural = _("SKUs")
        permissions = [("view_cost", _("Can see and change costs"))]
        ordering = ["position", "id"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="catalog_sku_newest"),
            models.Index(fields=["barcode"], condition=~models.Q(barcode=""), name="catalog_sku_barcode"),
            models.Index(
                fields=["sale_ends_at"], condition=models.Q(sale_ends_at__isnull=False), name="catalog_sku_sale_end"
            ),
            models.Index(
                fields=["presale_until"], condition=models.Q(presale_until__isnull=False), name="catalog_sku_presale"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price_fen__gte=1, price_fen__lte=MAX_FEN), name="catalog_sku_price_range"
            ),
            models.CheckConstraint(
                condition=models.Q(cost_fen=None) | models.Q(cost_fen__gte=0, cost_fen__lte=MAX_FEN),
                name="catalog_sku_cost_range",
            ),
            models.CheckConstraint(
                condition=models.Q(weight_g=None) | models.Q(weight_g__gte=1, weight_g__lte=1_000_000),
                name="catalog_sku_weight_range",
            ),
            models.CheckConstraint(
                condition=models.Q(presale_from=None, presale_until=None)
                | models.Q(presale_until__gt=models.F("presale_from")),
                name="catalog_sku_presale_window",
            ),
            models.UniqueConstraint(fields=["product", "combination"], name="catalog_sku_combination_once"),
        ]

    def __str__(self) -> str:
        return self.code

    def is_for_sale(self, at: datetime) -> bool:
        """Whether it is sold the normal way at ``at``."""
        return self.is_offered(at) and not self.is_in_presale(at)

    def is_offered(self, at: datetime) -> bool:
        """Whether it can be had at ``at``, if only in a pre-sale."""
        return self.is_active and (self.sale_ends_at is None or self.sale_ends_at > at)

    def is_in_presale(self, at: datetime) -> bool:
        """Whether ``at`` is within the window of a pre-sale."""
        return self.presale_from is not None and self.presale_from <= at < (self.presale_until or at)

    @property
    def told_title(self) -> Text:
        """``full_title`` in the language of the address."""
        title, options = self.product.told.title, self.told.option_text
        return Text(f"{title} {options}".strip(), title.language)

    @property
    def full_title(self) -> str:
        """Product and options, as on an order line."""
        return f"{self.product.title} {self.option_text}".strip()


class SkuValue(models.Model):
    """Which value of each option a SKU has."""

    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="values")
    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="+")
    value = models.ForeignKey(OptionValue, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sku", "option"], name="catalog_skuvalue_once")]

    def __str__(self) -> str:
        return f"{self.sku_id} {self.value_id}"
