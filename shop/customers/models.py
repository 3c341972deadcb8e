"""Customers and their addresses."""

import uuid

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Customer(models.Model):
    """A person who buys. Created with the first item in a cart; name and phone come with the first order."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=40, blank=True)
    phone = models.CharField(_("mobile number"), max_length=20, blank=True, db_index=True)
    # Raising it makes every token given to this customer's devices worthless.
    token_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    # Turned out to be this customer, who has all of it since; kept so that what still names it leads there.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    # They asked to be forgotten, and are. What the law has us keep goes at the next end of such a time.
    erased_at = models.DateTimeField(_("forgotten"), null=True, blank=True, editable=False)
    erase_next_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        permissions = [("erase_customer", _("Can erase customers"))]
        indexes = [
            models.Index(
                fields=["erase_next_at"], condition=models.Q(erase_next_at__isnull=False), name="customers_to_erase"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(erased_at=None) | models.Q(name="", phone=""), name="customers_erased_is_nameless"
            ),
        ]

    def __str__(self) -> str:
        return str(_("Erased customer")) if self.erased_at else self.name or str(_("Visitor"))


class Erasure(models.Model):
    """A customer asks to be forgotten. Carried out once the time to think it over has ended."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="erasures")
    asked_at = models.DateTimeField(_("asked"))
    due_at = models.DateTimeField(_("due"))
    # Carried out, or taken back.
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    is_withdrawn = models.BooleanField(_("taken back"), default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("request to be forgotten")
        verbose_name_plural = _("requests to be forgotten")
        default_permissions = []
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=models.Q(closed_at=None), name="customers_one_erasure_open"
            ),
            models.CheckConstraint(
                condition=models.Q(is_withdrawn=False) | models.Q(closed_at__isnull=False),
                name="customers_withdrawn_is_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.due_at:%Y-%m-%d}"


class AddressFields(models.Model):
    """Where a parcel goes. Shared by the address book and the snapshot on an order."""

    recipient = models.CharField(_("recipient"), max_length=40)
    phone = models.CharField(_("mobile number"), max_length=20)
    province = models.CharField(_("province"), max_length=20)
    city = models.CharField(_("city"), max_length=30)
    district = models.CharField(_("district"), max_length=30, blank=True)
    street = models.CharField(_("street and number"), max_length=200, validators=[MaxLengthValidator(200)])

    class Meta:
        abstract = True

    @property
    def region(self) -> str:
        """Province, city, district; a municipality is named once."""
        return " ".join(dict.fromkeys(part for part in (self.province, self.city, self.district) if part))


class Address(AddressFields):
    """An address a customer used before."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="addresses")
    used_at = models.DateTimeField(default=timezone.now)
    # Proposed first, whichever was used last.
    is_default = models.BooleanField(_("proposed first"), default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "recipient", "phone", "province", "city", "district", "street"],
                name="customers_address_once",
            ),
            models.UniqueConstraint(
                fields=["customer"], condition=models.Q(is_default=True), name="customers_one_default_address"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient} {self.region} {self.street}"
