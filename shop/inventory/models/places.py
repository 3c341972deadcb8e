"""Where stock is, and which batch it is of."""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shop.catalog.models import Sku
from shop.core.translated import Translated
from shop.inventory.enums import PlaceKind


class PlaceQuerySet(models.QuerySet["Place"]):
    """Places."""

    def default(self) -> "Place":
        """The first place: where goods are when nobody said otherwise. There always is one."""
        return self.order_by("position", "pk")[0]

    def open(self) -> "PlaceQuerySet":
        """Those that are in use: a closed one is offered nowhere."""
        return self.filter(is_closed=False)

    def for_pickup(self) -> "PlaceQuerySet":
        """Where orders can be fetched: an address is needed to find it."""
        return self.open().filter(offers_pickup=True).exclude(address="")


class Place(Translated):
    """A warehouse, a shop, an orchard: where units are. The first by position is the default."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=PlaceKind.choices, default=PlaceKind.WAREHOUSE)
    address = models.CharField(_("address"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    # Whether shoppers may choose to fetch their order here.
    offers_pickup = models.BooleanField(_("orders are picked up here"), default=False)
    is_closed = models.BooleanField(pgettext_lazy("place", "closed"), default=False, editable=False)

    TRANSLATED = ("name", "address")

    objects = PlaceQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def to_translate(cls) -> models.QuerySet[Any]:
        """Where shoppers can come; a warehouse has no readers."""
        return cls.objects.open().exclude(kind=PlaceKind.WAREHOUSE, offers_pickup=False)


class Lot(models.Model):
    """Units of one SKU that belong together: one harvest, one baking, one delivery."""

    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="lots", verbose_name=_("SKU"))
    code = models.CharField(_("lot"), max_length=40)
    produced_on = models.DateField(_("produced on"), null=True, blank=True)
    # The last day on which it is good.
    expires_on = models.DateField(_("best before"), null=True, blank=True)
    origin = models.CharField(_("origin"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="inventory_lot_newest"),
            models.Index(fields=["expires_on"], name="inventory_lot_expiry"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["sku", "code"], name="inventory_lot_once"),
            models.CheckConstraint(
                condition=models.Q(expires_on__gte=models.F("produced_on")), name="inventory_lot_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def is_expired(self, at: datetime) -> bool:
        """Whether its last good day was over at ``at``."""
        return self.expires_on is not None and self.expires_on < timezone.localdate(at)
