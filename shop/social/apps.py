"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SocialConfig(AppConfig):
    """Signed short links, visits and attribution."""

    name = "shop.social"
    label = "social"
    verbose_name = _("Social")

    def ready(self) -> None:
        from shop.social.exports import register_exports

        register_exports()
