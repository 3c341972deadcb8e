"""App configuration."""

from django.apps import AppConfig
from django.urls import register_converter
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """The lowest room."""

    name = "shop.core"
    label = "core"
    verbose_name = _("Core")

    def ready(self) -> None:
        """Name the converters of addresses, before the addresses are read."""
        from shop.core.converters import IdConverter

        register_converter(IdConverter, "id")
