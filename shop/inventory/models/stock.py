"""Stock, reservations and the movement ledger."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Sku
from shop.inventory.enums import MovementReason, ReservationState


class StockItem(models.Model):
    """Units of one SKU: on hand (in the building) and reserved (promised). Both are caches of ledgers.

    on_hand = Σ movements; reserved = Σ held and confirmed reservations. ``manage.py audit`` recomputes both.
    """

    sku = models.OneToOneField(Sku, on_delete=models.PROTECT, primary_key=True, related_name="stock")
    on_hand = models.IntegerField(_("on hand"), default=0)
    reserved = models.IntegerField(_("reserved"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("stock")
        verbose_name_plural = _("stock")
        constraints = [
            models.CheckConstraint(condition=Q(reserved__gte=0), name="inventory_stock_reserved_not_negative"),
            models.CheckConstraint(condition=Q(on_hand__gte=F("reserved")), name="inventory_stock_never_oversold"),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id}: {self.on_hand} - {self.reserved}"

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


class StockMovement(models.Model):
    """One change of stock on hand. Append-only: a mistake is corrected by another movement."""

    stock = models.ForeignKey(StockItem, on_delete=models.PROTECT, related_name="movements")
    delta = models.IntegerField(_("change"))
    balance = models.IntegerField(_("on hand afterwards"))
    reason = models.CharField(_("reason"), max_length=10, choices=MovementReason.choices)
    reference = models.CharField(_("reference"), max_length=40, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    at = models.DateTimeField(_("time"), default=timezone.now)
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
        verbose_name = _("stock movement")
        verbose_name_plural = _("stock movements")
        indexes = [
            models.Index(fields=["-at", "-id"], name="inventory_movement_newest"),
            models.Index(fields=["stock", "-id"], name="inventory_movement_by_stock"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(delta=0), name="inventory_movement_not_zero"),
            models.CheckConstraint(condition=Q(balance__gte=0), name="inventory_movement_balance_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.stock_id} {self.delta:+d}"


class Reservation(models.Model):
    """Units promised to a document (``reference``, an order number) until a deadline or, once paid, until shipped."""

    stock = models.ForeignKey(StockItem, on_delete=models.PROTECT, related_name="reservations")
    reference = models.CharField(_("reference"), max_length=40)
    quantity = models.PositiveIntegerField(_("quantity"))
    state = models.CharField(_("state"), max_length=10, choices=ReservationState.choices, default=ReservationState.HELD)
    expires_at = models.DateTimeField(_("held until"))
    created_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        indexes = [
            models.Index(fields=["reference"], name="inventory_reservation_by_doc"),
            models.Index(fields=["expires_at"], condition=Q(state="held"), name="inventory_reservation_due"),
            models.Index(
                fields=["stock"], condition=Q(state__in=["held", "confirmed"]), name="inventory_reservation_live"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="inventory_reservation_positive"),
            models.UniqueConstraint(
                fields=["reference", "stock"],
                condition=~Q(state="released"),
                name="inventory_reservation_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.stock_id} × {self.quantity}"
