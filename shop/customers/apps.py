"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    """People who buy, and their addresses."""

    name = "shop.customers"
    label = "customers"
    verbose_name = _("Customers")

    def ready(self) -> None:
        from shop.customers.exports import register_exports

        register_exports()
