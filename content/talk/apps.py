"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TalkConfig(AppConfig):
    """Comments and questions of readers."""

    name = "content.talk"
    label = "talk"
    verbose_name = _("Readers' words")
