"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InvoicesConfig(AppConfig):
    """Invoices of orders."""

    name = "shop.invoices"
    label = "invoices"
    verbose_name = _("Invoices")

    def ready(self) -> None:
        from shop.invoices.exports import register_exports

        register_exports()
