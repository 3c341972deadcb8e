"""Suppliers, what they supply, purchase orders and what has arrived of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Sku
from shop.core.money import MAX_FEN
from shop.inventory.models import Place, StockMovement
from shop.purchasing.enums import PurchaseState

MAX_UNITS = 10_000_000


class Supplier(models.Model):
    """Who sells to us, and on what terms."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    contact = models.CharField(_("contact person"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("mail address"), blank=True)
    lead_days = models.PositiveSmallIntegerField(_("lead time in days"), default=7)
    min_order_fen = models.BigIntegerField(_("minimum order value"), default=0)
    note = models.CharField(_("note"), max_length=500, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")
        default_permissions = ["view", "change"]
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(min_order_fen__gte=0, min_order_fen__lte=MAX_FEN), name="purchasing_min_order_range"
            ),
            models.CheckConstraint(condition=Q(lead_days__lte=365), name="purchasing_lead_days_range"),
        ]

    def __str__(self) -> str:
        return self.name


class SupplierItem(models.Model):
    """A SKU that a supplier delivers: their code for it, what one unit costs, and in what quantities."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="items")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="supplied_by", verbose_name=_("SKU"))
    code = models.CharField(_("their code"), max_length=60, blank=True)
    # Seen with ``catalog.view_cost`` only.
    cost_fen = models.BigIntegerField(_("cost of a unit"), null=True, blank=True)
    pack_size = models.PositiveIntegerField(_("units in a pack"), default=1)
    min_quantity = models.PositiveIntegerField(_("minimum quantity"), default=1)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("supplied SKU")
        verbose_name_plural = _("supplied SKUs")
        default_permissions = []
        constraints = [
            models.UniqueConstraint(fields=["supplier", "sku"], name="purchasing_item_once"),
            models.CheckConstraint(
                condition=Q(cost_fen=None) | Q(cost_fen__gte=0, cost_fen__lte=MAX_FEN), name="purchasing_item_cost"
            ),
            models.CheckConstraint(
                condition=Q(pack_size__gte=1, min_quantity__gte=1, pack_size__lte=MAX_UNITS)
                & Q(min_quantity__lte=MAX_UNITS),
                name="purchasing_item_quantities",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier_id} {self.sku_id}"


class PurchaseOrder(models.Model):
    """Goods ordered from a supplier."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="orders", verbose_name=_("supplier"))
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", verbose_name=_("deliver to"))
    state = models.CharField(_("state"), max_length=10, choices=PurchaseState.choices, default=PurchaseState.DRAFT)
    expected_on = models.DateField(_("expected on"), null=True, blank=True)
    note = models.CharField(_("note to the supplier"), max_length=500, blank=True)
    # Somebody said that what has not come will not come.
    is_short = models.BooleanField(default=False)
    # Tells the second click of the form that made it.
    token = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("purchase order")
        verbose_name_plural = _("purchase orders")
        default_permissions = ["view", "change"]
        permissions = [("receive_purchaseorder", _("Can receive goods of purchase orders"))]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="purchasing_newest"),
            models.Index(fields=["state", "-created_at", "-id"], name="purchasing_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["supplier", "token"], condition=~Q(token=""), name="purchasing_order_once"),
            models.CheckConstraint(
                condition=Q(is_short=False) | Q(state=PurchaseState.CLOSED), name="purchasing_short_is_closed"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class PurchaseLine(models.Model):
    """Units of one SKU on an order. ``received`` (good ones) and ``damaged`` are caches of its receipts."""

    order = models.ForeignKey(PurchaseOrder, on_delete=models.CASCADE, related_name="lines")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="purchase_lines", verbose_name=_("SKU"))
    # The supplier's code when it was ordered.
    code = models.CharField(_("their code"), max_length=60, blank=True)
    quantity = models.PositiveIntegerField(_("ordered"))
    received = models.PositiveIntegerField(_("received"), default=0)
    damaged = models.PositiveIntegerField(_("damaged on arrival"), default=0)
    cost_fen = models.BigIntegerField(_("cost of a unit"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("line of a purchase order")
        verbose_name_plural = _("lines of purchase orders")
        default_permissions = []
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "sku"], name="purchasing_line_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MAX_UNITS), name="purchasing_line_quantity"
            ),
            models.CheckConstraint(
                condition=Q(cost_fen=None) | Q(cost_fen__gte=0, cost_fen__lte=MAX_FEN), name="purchasing_line_cost"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.sku_id} × {self.quantity}"

    @property
    def missing(self) -> int:
        """Units still to come; what came damaged has to come again."""
        return max(0, self.quantity - self.received)

    @property
    def too_many(self) -> int:
        return max(0, self.received - self.quantity)

    @property
    def sum_fen(self) -> int | None:
        return None if self.cost_fen is None else self.cost_fen * self.quantity


class Receipt(models.Model):
    """Somebody received goods of an order. Told from its own repetition by the token of the form."""

    order = models.ForeignKey(PurchaseOrder, on_delete=models.PROTECT, related_name="receipts")
    token = models.CharField(max_length=40)
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("note"), max_length=200, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        default_permissions = []
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["order", "token"], name="purchasing_receipt_once")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.at}"


class ReceiptItem(models.Model):
    """What of a line a receipt brought: the movement knows how many, where, of which lot and in what condition."""

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="items")
    line = models.ForeignKey(PurchaseLine, on_delete=models.PROTECT, related_name="receipt_items")
    movement = models.OneToOneField(StockMovement, on_delete=models.PROTECT, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []

    def __str__(self) -> str:
        return f"{self.receipt_id} {self.line_id}"
