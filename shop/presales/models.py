"""Pre-sales, and the orders that were placed in them."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Sku
from shop.core.models import Job
from shop.inventory.models import Quota
from shop.orders.enums import DepositKind, OrderStatus
from shop.orders.models import Order
from shop.presales import rules
from shop.presales.enums import PresaleState


class PresaleQuerySet(models.QuerySet["Presale"]):
    """Pre-sales by time."""

    def to_send(self) -> "PresaleQuerySet":
        """With ``has_to_send``: whether something of them is paid for and has not left."""
        waiting = PresaleOrder.objects.filter(presale=OuterRef("pk"), order__status=OrderStatus.PAID)
        return self.annotate(has_to_send=Exists(waiting))

    def in_state(self, state: str, at: datetime) -> "PresaleQuerySet":
        """Those in a state at ``at``; all of them for none."""
        late = Q(called_off_at=None, balance_until__lte=at)
        conditions = {
            PresaleState.PLANNED: Q(called_off_at=None, opens_at__gt=at),
            PresaleState.OPEN: Q(called_off_at=None, opens_at__lte=at, closes_at__gt=at),
            PresaleState.WAITING: Q(called_off_at=None, closes_at__lte=at, balance_from__gt=at),
            PresaleState.BALANCE: Q(called_off_at=None, balance_from__lte=at, balance_until__gt=at),
            PresaleState.SENDING: late & Q(has_to_send=True),
            PresaleState.OVER: late & Q(has_to_send=False),
            PresaleState.CALLED_OFF: Q(called_off_at__isnull=False),
        }
        return self.to_send().filter(conditions[PresaleState(state)]) if state else self.to_send()


class Presale(models.Model):
    """One SKU that is ordered with a deposit in a window. The times decide; there are no jobs to wait for."""

    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="presales", verbose_name=_("SKU"))
    # How many there are, and how many of them are taken (a guarded counter).
    quota = models.OneToOneField(Quota, on_delete=models.PROTECT, related_name="presale")
    deposit_kind = models.CharField(
        _("kind of deposit"), max_length=10, choices=DepositKind.choices, default=DepositKind.EARNEST
    )
    deposit_fen = models.BigIntegerField(_("deposit for each unit"))
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    balance_from = models.DateTimeField(_("balance from"))
    balance_until = models.DateTimeField(_("balance until"))
    ship_on = models.DateField(_("sent by"))
    called_off_at = models.DateTimeField(_("called off"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    # Ends its orders once it is called off.
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = PresaleQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("pre-sale")
        verbose_name_plural = _("pre-sales")
        default_permissions = ["view", "change"]
        indexes = [models.Index(fields=["-opens_at", "-id"], name="presales_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(deposit_fen__gte=1), name="presales_deposit_positive"),
            models.CheckConstraint(
                condition=Q(
                    closes_at__gte=F("opens_at"),
                    balance_from__gte=F("closes_at"),
                    balance_until__gt=F("balance_from"),
                ),
                name="presales_windows_in_a_row",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku_id} {self.opens_at:%Y-%m-%d}"

    def state_at(self, at: datetime) -> PresaleState:
        """The state at ``at``. Fetch it with ``to_send``."""
        return rules.state_at(
            (self.opens_at, self.closes_at, self.balance_from, self.balance_until),
            at,
            is_called_off=self.called_off_at is not None,
            has_to_send=getattr(self, "has_to_send", False),
        )


class PresaleOrder(models.Model):
    """An order that was placed in a pre-sale."""

    presale = models.ForeignKey(Presale, on_delete=models.PROTECT, related_name="orders")
    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="presale")
    quantity = models.PositiveIntegerField(_("quantity"))

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        constraints = [models.CheckConstraint(condition=Q(quantity__gte=1), name="presales_order_positive")]

    def __str__(self) -> str:
        return f"{self.presale_id} {self.order_id}"
