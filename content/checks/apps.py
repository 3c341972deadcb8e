"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChecksConfig(AppConfig):
    """Findings in drafts."""

    name = "content.checks"
    label = "checks"
    verbose_name = _("Checks before publishing")

    def ready(self) -> None:
        from content.checks.checks import pictures, wording
        from content.checks.findings import register

        register(wording)
        register(pictures)
