"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PreviewsConfig(AppConfig):
    """Preview links."""

    name = "content.previews"
    label = "previews"
    verbose_name = _("Preview links")
