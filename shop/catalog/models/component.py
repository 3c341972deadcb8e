"""What a bundle is made of."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shop.catalog.models.sku import Sku

MAX_COMPONENT_QUANTITY = 1000


class SkuComponent(models.Model):
    """One unit of ``sku`` is ``quantity`` units of ``component``: a gift box of three sorts, a box of twelve.

    A SKU with components has no stock of its own. One level only: a component has no components. Written by the
    inventory, under the locks of the stock rows it is about.
    """

    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="components")
    component = models.ForeignKey(
        Sku, on_delete=models.PROTECT, related_name="component_of", verbose_name=_("component")
    )
    quantity = models.PositiveIntegerField(_("units of the component"))

    class Meta:
        verbose_name = _("component")
        verbose_name_plural = _("components")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["sku", "component"], name="catalog_component_once"),
            models.CheckConstraint(condition=~Q(sku=F("component")), name="catalog_component_of_another"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MAX_COMPONENT_QUANTITY), name="catalog_component_quantity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} = {self.quantity} × {self.component_id}"
