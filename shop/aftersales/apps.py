"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AftersalesConfig(AppConfig):
    """Returns, exchanges and refunds as cases."""

    name = "shop.aftersales"
    label = "aftersales"
    verbose_name = _("After-sales")

    def ready(self) -> None:
        from shop.aftersales.exports import register_exports

        register_exports()
