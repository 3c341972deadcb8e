"""Orders for several receivers that are placed, paid, and closed before that, as one."""

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.customers.models import Customer


class OrderBatch(models.Model):
    """One order for each receiver, and one payment for all of them. From the payment on each order goes its own way."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="batches")
    # The form's own token: a double click or a retry finds the batch instead of making another.
    client_token = models.CharField(max_length=64)
    placed_at = models.DateTimeField(_("placed"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("order to several people")
        verbose_name_plural = _("orders to several people")
        default_permissions = []
        constraints = [models.UniqueConstraint(fields=["customer", "client_token"], name="orders_batch_once")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("storefront:batch", args=[self.number])


class Receiver(models.Model):
    """Somebody who is to get what is in a customer's cart, as far as it is filled in: nothing is checked here."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="receivers")
    # Wider than what an order takes, so that what is too long is told and not cut off.
    recipient = models.CharField(_("recipient"), max_length=100, blank=True)
    phone = models.CharField(_("mobile number"), max_length=60, blank=True)
    province = models.CharField(_("province"), max_length=60, blank=True)
    city = models.CharField(_("city"), max_length=60, blank=True)
    district = models.CharField(_("district"), max_length=60, blank=True)
    street = models.CharField(_("street and number"), max_length=500, blank=True)
    gift_text = models.CharField(_("gift card"), max_length=1000, blank=True)
    delivery_on = models.CharField(_("wished day"), max_length=40, blank=True)
    # SKU id (as text) → units, where it is not what the cart has; 0: nothing of it.
    quantities = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["id"]
        default_permissions = []
        indexes = [models.Index(fields=["created_at"], name="orders_receiver_age")]

    def __str__(self) -> str:
        return self.recipient
