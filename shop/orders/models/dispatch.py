"""Waybill numbers that were brought in together: what each row says, and what became of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.core.models import Job
from shop.orders.enums import WaybillState
from shop.orders.models.order import Order


class Dispatch(models.Model):
    """A pasted list or a file of waybill numbers: looked at first, shipped by a job when somebody says so."""

    source = models.CharField(_("file"), max_length=120, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("time"), default=timezone.now)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("list of waybill numbers")
        verbose_name_plural = _("lists of waybill numbers")
        default_permissions = []
        indexes = [models.Index(fields=["-created_at", "-id"], name="orders_dispatch_newest")]

    def __str__(self) -> str:
        return self.source or str(_("Pasted"))


class Waybill(models.Model):
    """One row of it, as it was written, and the order it means."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField(_("row"))
    written_order = models.CharField(_("order number"), max_length=60, blank=True)
    written_carrier = models.CharField(_("carrier"), max_length=60, blank=True)
    carrier = models.CharField(max_length=10, blank=True)
    tracking_number = models.CharField(_("tracking number"), max_length=60, blank=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=WaybillState.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["position"]
        default_permissions = []
        constraints = [
            models.UniqueConstraint(fields=["dispatch", "position"], name="orders_waybill_once"),
        ]

    def __str__(self) -> str:
        return f"{self.written_order} {self.tracking_number}"
