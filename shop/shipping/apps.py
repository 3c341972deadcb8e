"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShippingConfig(AppConfig):
    """Freight templates and no-delivery regions."""

    name = "shop.shipping"
    label = "shipping"
    verbose_name = _("Shipping")
