"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClaimsConfig(AppConfig):
    """What content promises about goods, and the returns that contradict it."""

    name = "content.claims"
    label = "claims"
    verbose_name = _("Claims")

    def ready(self) -> None:
        from content.checks.findings import register
        from content.claims.checks import contradicted
        from content.claims.exports import register_exports

        register(contradicted)
        register_exports()
