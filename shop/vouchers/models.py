"""What a voucher product promises, and the vouchers themselves."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Product
from shop.inventory.models import Place
from shop.orders.models import OrderLine
from shop.vouchers.enums import VoucherState
from shop.vouchers.rules import LENGTH, grouped


class VoucherTerms(models.Model):
    """A product's terms from a moment on. A change is a new row: an order keeps what it was promised."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="voucher_terms")
    since = models.DateTimeField(default=timezone.now)
    valid_days = models.PositiveSmallIntegerField(_("valid for days"), null=True, blank=True)
    valid_from = models.DateTimeField(_("valid from"), null=True, blank=True)
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    conditions = models.CharField(_("conditions"), max_length=300, blank=True)
    places = models.ManyToManyField(Place, verbose_name=_("redeemable at"), blank=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        indexes = [models.Index(fields=["product", "-since", "-id"], name="vouchers_terms_then")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="vouchers_terms_in_order",
            ),
            models.CheckConstraint(condition=Q(valid_days=None) | Q(valid_days__gte=1), name="vouchers_terms_days"),
        ]

    def __str__(self) -> str:
        return str(self.product_id)


class VoucherQuerySet(models.QuerySet["Voucher"]):
    """Vouchers by what they are at a moment."""

    def in_state(self, state: str, at: datetime) -> "VoucherQuerySet":
        """Exactly those whose ``state_at(at)`` it is."""
        if state == VoucherState.VOID:
            return self.exclude(voided_at=None)
        if state == VoucherState.REDEEMED:
            return self.exclude(redeemed_at=None)
        waiting = self.filter(voided_at=None, redeemed_at=None)
        over = Q(valid_until__lte=at, valid_until__isnull=False)
        if state == VoucherState.EXPIRED:
            return waiting.filter(over)
        if state == VoucherState.UPCOMING:
            return waiting.exclude(over).filter(valid_from__gt=at)
        return waiting.exclude(over).filter(valid_from__lte=at)


class Voucher(models.Model):
    """One unit of a voucher product that was paid. Redeemed by one conditional update, so never twice."""

    code = models.CharField(_("code"), max_length=LENGTH, unique=True)
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="vouchers")
    # The how manieth of its line.
    position = models.PositiveIntegerField()
    valid_from = models.DateTimeField(_("valid from"))
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    conditions = models.CharField(_("conditions"), max_length=300, blank=True)
    # Empty: any place of the brand.
    places = models.ManyToManyField(Place, verbose_name=_("redeemable at"), blank=True, related_name="+")
    issued_at = models.DateTimeField(_("issued"))
    redeemed_at = models.DateTimeField(_("redeemed"), null=True, blank=True)
    redeemed_place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    redeemed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    voided_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = VoucherQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        default_permissions = ["view"]
        permissions = [
            ("redeem_voucher", _("Can redeem vouchers")),
            ("restore_voucher", _("Can take a redemption back")),
            ("change_terms", _("Can change the terms of vouchers")),
        ]
        indexes = [models.Index(fields=["-issued_at", "-id"], name="vouchers_newest")]
        constraints = [
            models.UniqueConstraint(fields=["line", "position"], name="vouchers_once_per_unit"),
            models.CheckConstraint(condition=Q(redeemed_at=None) | Q(voided_at=None), name="vouchers_one_end"),
            models.CheckConstraint(
                condition=Q(redeemed_at=None, redeemed_place=None, redeemed_by=None)
                | Q(redeemed_at__isnull=False, redeemed_place__isnull=False, redeemed_by__isnull=False),
                name="vouchers_redeemed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.readable_code

    @property
    def readable_code(self) -> str:
        """In groups of four digits."""
        return grouped(self.code)

    def state_at(self, at: datetime) -> VoucherState:
        """What it is at ``at``."""
        if self.voided_at:
            return VoucherState.VOID
        if self.redeemed_at:
            return VoucherState.REDEEMED
        if self.valid_until and self.valid_until <= at:
            return VoucherState.EXPIRED
        return VoucherState.OPEN if self.valid_from <= at else VoucherState.UPCOMING
