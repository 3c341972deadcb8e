"""Enquiries and what the staff noted about them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Product
from shop.enquiries.enums import EnquiryState


class Enquiry(models.Model):
    """A question about a product, with what is needed to answer it."""

    product = models.ForeignKey(
        Product, on_delete=models.SET_NULL, null=True, related_name="enquiries", verbose_name=_("product")
    )
    # Its title then: a product may be deleted.
    product_title = models.CharField(_("product"), max_length=120)
    name = models.CharField(_("name"), max_length=40)
    phone = models.CharField(_("mobile number"), max_length=20, blank=True)
    email = models.EmailField(_("mail address"), blank=True)
    message = models.TextField(_("message"))
    # The words that were agreed to.
    consent = models.CharField(max_length=200)
    # The same question on the same day is the same enquiry.
    fingerprint = models.CharField(max_length=64, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=EnquiryState.choices, default=EnquiryState.NEW)
    created_at = models.DateTimeField(_("sent"))
    changed_at = models.DateTimeField(_("changed"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        default_permissions = ["view", "change"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="enquiries_newest"),
            models.Index(fields=["state", "-created_at", "-id"], name="enquiries_by_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(phone="") | ~Q(email=""), name="enquiries_can_be_answered"),
        ]

    def __str__(self) -> str:
        return self.product_title


class EnquiryNote(models.Model):
    """What a colleague noted, or what became of it."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="notes")
    # The state it was brought to; '' for a plain note.
    state = models.CharField(max_length=10, choices=EnquiryState.choices, blank=True)
    text = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.enquiry_id} {self.state}"
