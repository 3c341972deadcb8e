"""What the shop owes beyond what was paid: the second half of earnest money that goes back twofold."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.orders.models import Order


class Compensation(models.Model):
    """No gateway sends back more than it brought, so this is sent by the bank, and written down by hand."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="compensation")
    amount_fen = models.BigIntegerField(_("amount"))
    created_at = models.DateTimeField(_("owed since"), default=timezone.now)
    paid_at = models.DateTimeField(_("sent"), null=True, blank=True)
    bank_reference = models.CharField(_("the bank's reference"), max_length=60, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("compensation")
        verbose_name_plural = _("compensations")
        default_permissions = []
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gte=1), name="payments_compensation_positive"),
            models.CheckConstraint(
                condition=Q(paid_at=None, bank_reference="") | (Q(paid_at__isnull=False) & ~Q(bank_reference="")),
                name="payments_compensation_sent",
            ),
        ]

    def __str__(self) -> str:
        return str(self.order_id)
