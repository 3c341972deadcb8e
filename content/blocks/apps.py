"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlocksConfig(AppConfig):
    """StreamField blocks shared by pages."""

    name = "content.blocks"
    label = "blocks"
    verbose_name = _("Blocks")
