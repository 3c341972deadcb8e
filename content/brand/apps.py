"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BrandConfig(AppConfig):
    """The brand kit: name, marks and theme tokens."""

    name = "content.brand"
    label = "brand"
    verbose_name = _("Brand")

    def ready(self) -> None:
        from content.brand.checks import avoided_words
        from content.checks.findings import register

        register(avoided_words)
