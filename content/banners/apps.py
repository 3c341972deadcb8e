"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BannersConfig(AppConfig):
    """Named places of the shop and what stands there when."""

    name = "content.banners"
    label = "banners"
    verbose_name = _("Banners")

    def ready(self) -> None:
        from content.banners.exports import register_exports

        register_exports()
