"""The parcels of an order."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.orders.enums import OrderStatus
from shop.orders.models.order import Order, OrderLine
from shop.shipping.carriers import carrier_label
from shop.shipping.models import Consignment, TrackingEvent

# Instead of a carrier: handed over where it was fetched.
PICKUP = "pickup"


class Shipment(models.Model):
    """One parcel of an order. Several orders may share a waybill: what goes to one person goes into one box."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="shipments")
    carrier = models.CharField(_("carrier"), max_length=10)
    tracking_number = models.CharField(_("tracking number"), max_length=40, db_index=True)
    # The document of a room above whose goods are in it (``sending``); '' for the order's own, which ``lines`` tell.
    reference = models.CharField(max_length=20, blank=True)
    shipped_at = models.DateTimeField(_("shipped"), default=timezone.now)
    # What is known of its way; None for what was picked up.
    consignment = models.ForeignKey(
        Consignment, on_delete=models.PROTECT, null=True, blank=True, related_name="shipments"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("shipment")
        verbose_name_plural = _("shipments")
        default_permissions = ["view"]
        ordering = ["id"]
        constraints = [
            # The second tap on a form that ships a part finds the number taken.
            models.UniqueConstraint(fields=["order", "tracking_number"], name="orders_shipment_once"),
            models.UniqueConstraint(fields=["reference"], condition=~Q(reference=""), name="orders_shipment_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.tracking_number}"

    @property
    def carrier_label(self) -> str:
        """Who brings it."""
        return gettext("Picked up") if self.carrier == PICKUP else carrier_label(self.carrier)

    @property
    def is_waited_for(self) -> bool:
        """Whether it is followed, and its order (or whoever else sent it) waits for it."""
        if self.consignment is None:
            return False
        if self.reference:
            return self.consignment.ended_at is None
        return self.order.status in {OrderStatus.PAID, OrderStatus.SHIPPED}

    def is_in_trouble(self, at: datetime) -> bool:
        """Whether somebody has to look after it."""
        return self.is_waited_for and self.consignment is not None and self.consignment.is_in_trouble(at)

    @property
    def news(self) -> list[TrackingEvent]:
        """What is known of its way, the latest first. Reads ``consignment__events``: prefetch them."""
        return list(self.consignment.events.all()) if self.consignment else []


class ShipmentLine(models.Model):
    """How many units of a line are in a parcel."""

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="shipment_lines")
    quantity = models.PositiveIntegerField(_("quantity"))

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["shipment", "line"], name="orders_shipmentline_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="orders_shipmentline_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.shipment_id} {self.line_id} × {self.quantity}"
