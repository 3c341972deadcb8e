"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    """Cart, order, line snapshot and shipment; the conductor of a sale."""

    name = "shop.orders"
    label = "orders"
    verbose_name = _("Orders")

    def ready(self) -> None:
        from shop.core.operations import jobs
        from shop.orders.admin.export import register_exports
        from shop.orders.operations.dispatch import JOB, run_dispatch

        register_exports()
        jobs.register(JOB, run_dispatch)
