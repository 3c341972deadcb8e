"""What an order gives up for another one that changes it."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shop.orders.enums import OrderStatus
from shop.orders.models.order import Order, OrderLine


class AmendedLineQuerySet(models.QuerySet["AmendedLine"]):
    """What is given up."""

    def waiting(self, at: datetime) -> "AmendedLineQuerySet":
        """By orders that can still be paid: nothing has happened yet, and nobody else may have these units."""
        return self.filter(order__status=OrderStatus.PENDING, order__expires_at__gt=at)


class AmendedLine(models.Model):
    """Units of a line of the original that ``order`` is bought instead of. Nothing happens before that is paid."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="takes")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="amended")
    units = models.PositiveIntegerField(_("quantity"))
    # What they are worth: what was paid for them.
    worth_fen = models.BigIntegerField(_("worth"))
    # When it has happened: units that left the original, which goes on, and what of its money went with them.
    given_up = models.PositiveIntegerField(_("given up"), default=0, editable=False)
    moved_fen = models.BigIntegerField(_("went with them"), default=0, editable=False)

    objects = AmendedLineQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "line"], name="orders_amendedline_once"),
            models.CheckConstraint(condition=Q(units__gte=1, worth_fen__gte=0), name="orders_amendedline_positive"),
            models.CheckConstraint(
                condition=Q(given_up=0, moved_fen=0) | Q(given_up=F("units"), moved_fen=F("worth_fen")),
                name="orders_amendedline_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} × {self.units} → {self.order_id}"
