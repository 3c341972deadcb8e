"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """Tell shoppers that asked for it: sold-out goods are back, a price has fallen."""

    name = "shop.notices"
    label = "notices"
    verbose_name = _("Notices")
