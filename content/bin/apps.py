"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BinConfig(AppConfig):
    """Pages, pictures and documents that were deleted."""

    name = "content.bin"
    label = "bin"
    verbose_name = _("Bin")

    def ready(self) -> None:
        from content.bin.queries import stays_unpublished
        from shop.core import publishing

        publishing.register(stays_unpublished)
