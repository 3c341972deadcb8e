"""Stocktakes: what people found in one place, beside what the books said at that moment."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shop.catalog.models import Category, Collection, Sku
from shop.inventory.enums import Condition, StocktakeScope, StocktakeState
from shop.inventory.models.places import Lot, Place


def _person() -> "models.ForeignKey[object, object]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("person", "by"),
    )


class Stocktake(models.Model):
    """The document. Its number is the reference of the movements it made; unchangeable once it is not open any more."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("place"))
    scope = models.CharField(_("what is counted"), max_length=10, choices=StocktakeScope.choices)
    # What the scope was called: the document stays readable when the category is gone.
    scope_title = models.CharField(max_length=80, blank=True)
    category = models.ForeignKey(Category, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    collection = models.ForeignKey(Collection, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    skus = models.ManyToManyField(Sku, blank=True, related_name="+")
    note = models.CharField(_("note"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=StocktakeState.choices, default=StocktakeState.OPEN)
    opened_at = models.DateTimeField(_("begun"), default=timezone.now)
    opened_by = _person()
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = _person()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("stocktake")
        verbose_name_plural = _("stocktakes")
        permissions = [
            ("count_stocktake", _("Can begin a stocktake and count")),
            ("post_stocktake", _("Can post a stocktake")),
        ]
        indexes = [models.Index(fields=["-opened_at", "-id"], name="inventory_stocktake_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="inventory_stocktake_closed_when",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state == StocktakeState.OPEN

    @property
    def scope_text(self) -> str:
        """In words: everything, or what it is limited to."""
        return self.scope_title or str(StocktakeScope(self.scope).label)


class StocktakeLine(models.Model):
    """One spot of the place: what was found there, and what the books said when it was counted."""

    stocktake = models.ForeignKey(Stocktake, on_delete=models.CASCADE, related_name="lines")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+", verbose_name=_("SKU"))
    lot = models.ForeignKey(
        Lot, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lot")
    )
    condition = models.CharField(_("condition"), max_length=10, choices=Condition.choices, default=Condition.SELLABLE)
    expected = models.PositiveIntegerField(_("expected"))
    # A cache of its counts: their sum since the last one that began anew.
    counted = models.PositiveIntegerField(_("counted"))
    # Units came or went between two of its counts: nobody knows whether they are among those counted.
    is_disturbed = models.BooleanField(default=False)
    counted_at = models.DateTimeField(_("time"))
    counted_by = _person()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("stocktake line")
        verbose_name_plural = _("stocktake lines")
        constraints = [
            models.UniqueConstraint(
                fields=["stocktake", "sku", "lot", "condition"],
                condition=Q(lot__isnull=False),
                name="inventory_stocktakeline_of_lot_once",
            ),
            models.UniqueConstraint(
                fields=["stocktake", "sku", "condition"],
                condition=Q(lot__isnull=True),
                name="inventory_stocktakeline_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stocktake_id} {self.sku_id}: {self.counted}/{self.expected}"

    @property
    def difference(self) -> int:
        return self.counted - self.expected


class StocktakeCount(models.Model):
    """One time that somebody counted a line. A phone that sends it twice is known by its token."""

    line = models.ForeignKey(StocktakeLine, on_delete=models.CASCADE, related_name="counts")
    token = models.CharField(max_length=40)
    units = models.PositiveIntegerField(_("units"))
    begins_anew = models.BooleanField()
    at = models.DateTimeField(_("time"))
    by = _person()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("count")
        verbose_name_plural = _("counts")
        constraints = [models.UniqueConstraint(fields=["line", "token"], name="inventory_stocktakecount_once")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.units}"
