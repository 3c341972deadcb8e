"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExportsConfig(AppConfig):
    """Rooms above say what can be exported (``registry``); this one writes, keeps and sends it."""

    name = "shop.exports"
    label = "exports"
    verbose_name = _("Exports")

    def ready(self) -> None:
        from shop.core.operations import jobs
        from shop.exports.operations.produce import EXPORT_JOB, run_export

        jobs.register(EXPORT_JOB, run_export)
