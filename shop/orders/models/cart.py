"""The cart: what somebody may buy. It reserves nothing, and the price in it is only there to tell that it changed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from shop.catalog.models import Sku
from shop.customers.models import Customer
from shop.orders.rules import MAX_LINE_QUANTITY


class Cart(models.Model):
    """One per customer."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="cart")
    updated_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"cart of {self.customer_id}"


class CartLine(models.Model):
    """Units of one SKU, with the same answers to its order form."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    sku = models.ForeignKey(Sku, on_delete=models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField()
    # Question id → value, and the key of it: '' for what needs no form (``catalog.specification``).
    specification = models.JSONField(default=dict, blank=True)
    spec_key = models.CharField(max_length=32, blank=True, default="")
    added_at = models.DateTimeField(default=timezone.now)
    # What one unit cost when it was put in last, so that another price can be said plainly.
    added_fen = models.BigIntegerField(null=True, blank=True)
    # How it was found, as the signed touch said when it was put in last (see shop.social); opaque here.
    origin = models.JSONField(default=list, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "sku", "spec_key"], name="orders_cartline_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MAX_LINE_QUANTITY), name="orders_cartline_quantity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} × {self.quantity}"
