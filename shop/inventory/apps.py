"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InventoryConfig(AppConfig):
    """Stock, reservations and the movement ledger; it never knows what an order is."""

    name = "shop.inventory"
    label = "inventory"
    verbose_name = _("Inventory")

    def ready(self) -> None:
        from shop.inventory.exports import register_exports

        register_exports()
