"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelsConfig(AppConfig):
    """Channels and the pieces in them."""

    name = "content.channels"
    label = "channels"
    verbose_name = _("Channels")

    def ready(self) -> None:
        from content.channels.exports import register_exports

        register_exports()
