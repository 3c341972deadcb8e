"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RightsConfig(AppConfig):
    """Names, marks, licences, certificates and co-brand projects."""

    name = "content.rights"
    label = "rights"
    verbose_name = _("Rights")

    def ready(self) -> None:
        from content.checks.findings import register
        from content.rights.checks import expired_rights, misspelt_names, over_projects
        from content.rights.exports import register_exports
        from content.rights.queries import shows_expired
        from shop.core import publishing

        for check in (expired_rights, misspelt_names, over_projects):
            register(check)
        publishing.register(shows_expired)
        register_exports()
