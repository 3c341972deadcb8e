"""What is agreed about a product beyond its content. Plain foreign keys: immediate effect, never in a draft."""

import hashlib
import json

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.catalog.enums import SpecKind
from shop.catalog.models.product import Product
from shop.core.money import MAX_FEN
from shop.core.translated import Translated

MAX_PRODUCTION_DAYS = 365
MAX_TEXT_LENGTH = 500


class ProductTerms(models.Model):
    """How long it takes to make a product, and where one that is sold elsewhere is to be had."""

    product = models.OneToOneField(Product, on_delete=models.CASCADE, related_name="terms")
    production_days = models.PositiveSmallIntegerField(_("days to make it"), default=0)
    link_url = models.URLField(_("address in the other shop"), max_length=500, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("terms of a product")
        verbose_name_plural = _("terms of products")
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                condition=Q(production_days__lte=MAX_PRODUCTION_DAYS), name="catalog_terms_production_days"
            ),
        ]

    def __str__(self) -> str:
        return f"terms of {self.product_id}"


class SpecField(Translated):
    """A question of a product's order form. Orders keep what was answered, not a reference to this row."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="spec_fields")
    kind = models.CharField(_("answer"), max_length=10, choices=SpecKind.choices)
    label = models.CharField(_("question"), max_length=40)
    help_text = models.CharField(_("hint"), max_length=120, blank=True)
    is_required = models.BooleanField(_("must be answered"), default=True)
    position = models.PositiveSmallIntegerField(default=0)
    # For a text: the most characters it may have.
    max_length = models.PositiveSmallIntegerField(_("characters at most"), default=60)
    # For a date: the first day that can be chosen is so many days from today.
    lead_days = models.PositiveSmallIntegerField(_("days ahead at least"), default=0)

    TRANSLATED = ("label", "help_text")
    TRANSLATED_PERMISSION = "catalog.change_product"
    HAS_TRANSLATIONS_SCREEN = False

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("question of an order form")
        verbose_name_plural = _("questions of order forms")
        default_permissions = []
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "label"], name="catalog_specfield_once"),
            models.CheckConstraint(
                condition=Q(max_length__gte=1, max_length__lte=MAX_TEXT_LENGTH), name="catalog_specfield_max_length"
            ),
            models.CheckConstraint(condition=Q(lead_days__lte=MAX_PRODUCTION_DAYS), name="catalog_specfield_lead_days"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def version(self) -> str:
        """Tells whether anything about it, its choices included, was changed since a form showed it."""
        choices = [[choice.pk, choice.label, choice.surcharge_fen] for choice in self.choices.all()]
        told = [self.label, self.help_text, self.is_required, self.max_length, self.lead_days, choices]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


class SpecChoice(Translated):
    """An answer that can be chosen, and what it costs on top of the SKU's price."""

    field = models.ForeignKey(SpecField, on_delete=models.CASCADE, related_name="choices")
    label = models.CharField(_("choice"), max_length=40)
    surcharge_fen = models.BigIntegerField(_("surcharge"), default=0)
    position = models.PositiveSmallIntegerField(default=0)

    TRANSLATED = ("label",)
    TRANSLATED_PERMISSION = "catalog.change_product"
    HAS_TRANSLATIONS_SCREEN = False

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["field", "label"], name="catalog_specchoice_once"),
            models.CheckConstraint(
                condition=Q(surcharge_fen__gte=0, surcharge_fen__lte=MAX_FEN), name="catalog_specchoice_surcharge"
            ),
        ]

    def __str__(self) -> str:
        return self.label
