"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    """Image and document models with source, licence and expiry."""

    name = "content.media"
    label = "media"
    verbose_name = _("Media")
