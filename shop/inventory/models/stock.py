"""Stock, where it is, reservations and the movement ledger."""

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Sku
from shop.inventory.enums import Condition, MovementReason, ReservationState
from shop.inventory.models.places import Lot, Place
from shop.inventory.rules import LOW_STOCK_UNITS


class StockItem(models.Model):
    """Units of one SKU: on hand (sellable, in all places) and reserved (promised). Both are caches.

    on_hand = Σ sellable balances; reserved = Σ held and confirmed reservations. ``manage.py audit`` recomputes both.
    """

    sku = models.OneToOneField(Sku, on_delete=models.PROTECT, primary_key=True, related_name="stock")
    on_hand = models.IntegerField(_("on hand"), default=0)
    reserved = models.IntegerField(_("reserved"), default=0)
    safety = models.PositiveIntegerField(
        _("safety stock"), default=0, help_text=_("Units that are never sold online: for the shop, or for surprises.")
    )
    low_at = models.PositiveIntegerField(
        _("low at"), null=True, blank=True, help_text=_("Tell me when this many units or fewer are left.")
    )
    # The guard on this row is all that selling has to ask: no lot with an expiry, no quota, no components, has stock.
    is_plain = models.BooleanField(default=True, editable=False)
    # By the counters alone. The database computes it, so that an index can find the few that are; as long as it stays
    # what it is, a sale touches no index.
    is_low = models.GeneratedField(
        expression=Case(
            When(on_hand__lte=F("reserved") + F("safety") + Coalesce("low_at", LOW_STOCK_UNITS), then=Value(True)),
            default=Value(False),
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("stock")
        verbose_name_plural = _("stock")
        indexes = [models.Index(fields=["sku"], condition=Q(is_low=True), name="inventory_stock_low")]
        constraints = [
            models.CheckConstraint(condition=Q(reserved__gte=0), name="inventory_stock_reserved_not_negative"),
            models.CheckConstraint(condition=Q(on_hand__gte=F("reserved")), name="inventory_stock_never_oversold"),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id}: {self.on_hand} - {self.reserved}"

    @property
    def available(self) -> int:
        """What can be sold online, expiry and quota apart (``queries.available`` knows them)."""
        return self.on_hand - self.reserved - self.safety


class Balance(models.Model):
    """How many units of a SKU there are in one place, of one lot, in one condition: a cache of the movements.

    Written only under the lock of its stock row.
    """

    stock = models.ForeignKey(StockItem, on_delete=models.PROTECT, related_name="balances")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="balances", verbose_name=_("place"))
    lot = models.ForeignKey(
        Lot, on_delete=models.PROTECT, null=True, blank=True, related_name="balances", verbose_name=_("lot")
    )
    condition = models.CharField(_("condition"), max_length=10, choices=Condition.choices, default=Condition.SELLABLE)
    on_hand = models.PositiveIntegerField(_("on hand"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("balance")
        verbose_name_plural = _("balances")
        constraints = [
            models.UniqueConstraint(
                fields=["stock", "place", "lot", "condition"],
                condition=Q(lot__isnull=False),
                name="inventory_balance_of_lot_once",
            ),
            models.UniqueConstraint(
                fields=["stock", "place", "condition"],
                condition=Q(lot__isnull=True),
                name="inventory_balance_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stock_id} {self.place_id} {self.lot_id or ''} {self.condition}: {self.on_hand}"


class StockMovement(models.Model):
    """One change of a balance. Append-only: a mistake is corrected by another movement."""

    # Null once the SKU was taken back (undone import); the line then names the code it had. See docs/adr/0011.
    # The index by SKU and time answers for the key as well.
    stock = models.ForeignKey(StockItem, on_delete=models.PROTECT, null=True, related_name="movements", db_index=False)
    sku_code = models.CharField(_("SKU code"), max_length=40, blank=True, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("place"))
    lot = models.ForeignKey(
        Lot, on_delete=models.PROTECT, null=True, blank=True, related_name="movements", verbose_name=_("lot")
    )
    condition = models.CharField(_("condition"), max_length=10, choices=Condition.choices, default=Condition.SELLABLE)
    delta = models.IntegerField(_("change"))
    balance = models.IntegerField(_("there afterwards"))
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
            models.Index(fields=["stock", "-at", "-id"], name="inventory_movement_of_stock"),
            models.Index(fields=["reason", "-at", "-id"], name="inventory_movement_by_reason"),
            models.Index(fields=["sku_code"], name="inventory_movement_by_code", condition=~Q(sku_code="")),
            models.Index(fields=["reference"], name="inventory_movement_by_doc", condition=~Q(reference="")),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(delta=0), name="inventory_movement_not_zero"),
            models.CheckConstraint(condition=Q(balance__gte=0), name="inventory_movement_balance_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.stock_id} {self.delta:+d}"


class Reservation(models.Model):
    """Units promised to a document (``reference``, an order number) until a deadline or, once paid, until shipped.

    ``sku`` is what was sold, ``stock`` what it draws on, ``quantity`` is in units of that stock: for a bundle the rows
    are the snapshot of what it was made of.
    """

    stock = models.ForeignKey(StockItem, on_delete=models.PROTECT, related_name="reservations")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+", verbose_name=_("SKU"))
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
                fields=["reference", "sku", "stock"],
                condition=Q(state__in=["held", "confirmed"]),
                name="inventory_reservation_once",
            ),
            # A document that leaves in parts has both: what left, and what is still promised.
            models.UniqueConstraint(
                fields=["reference", "sku", "stock"],
                condition=Q(state="fulfilled"),
                name="inventory_reservation_gone_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.stock_id} × {self.quantity}"
