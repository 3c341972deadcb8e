"""Choices of vouchers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VoucherState(models.TextChoices):
    """What a voucher is at a moment. Nobody sets it: it follows from its times."""

    OPEN = "open", _("To be redeemed")
    UPCOMING = "upcoming", _("Not valid yet")
    REDEEMED = "redeemed", _("Redeemed")
    EXPIRED = "expired", _("Expired")
    VOID = "void", _("Withdrawn")
