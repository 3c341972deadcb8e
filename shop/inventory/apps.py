"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InventoryConfig(AppConfig):
    """Stock, reservations and the movement ledger; it never knows what an order is."""

    name = "shop.inventory"
    label = "inventory"
    verbose_name = _("Inventory")

    def ready(self) -> None:
        from shop.core.operations import jobs
        from shop.inventory.operations.apply_import import APPLY_JOB, run_apply
        from shop.inventory.operations.check_import import run_check
        from shop.inventory.operations.upload_import import CHECK_JOB

        jobs.register(CHECK_JOB, run_check)
        jobs.register(APPLY_JOB, run_apply)
