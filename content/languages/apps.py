"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LanguagesConfig(AppConfig):
    """Versions of pages in other languages."""

    name = "content.languages"
    label = "languages"
    verbose_name = _("Languages")
