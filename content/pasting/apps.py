"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PastingConfig(AppConfig):
    """Texts from elsewhere."""

    name = "content.pasting"
    label = "pasting"
    verbose_name = _("Texts from elsewhere")

    def ready(self) -> None:
        """Say how the work is done."""
        from content.pasting.operations import WRITE_JOB, write_story
        from shop.core.operations import jobs

        jobs.register(WRITE_JOB, write_story)
