"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PurchasingConfig(AppConfig):
    """Suppliers, purchase orders, receiving, and how much to order."""

    name = "shop.purchasing"
    label = "purchasing"
    verbose_name = _("Purchasing")

    def ready(self) -> None:
        from shop.purchasing.exports import register_exports

        register_exports()
