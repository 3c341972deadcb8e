"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    """Payments and refunds behind one gateway interface."""

    name = "shop.payments"
    label = "payments"
    verbose_name = _("Payments")
