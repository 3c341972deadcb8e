"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PresalesConfig(AppConfig):
    """Goods that are ordered in advance with a deposit."""

    name = "shop.presales"
    label = "presales"
    verbose_name = _("Pre-sales")

    def ready(self) -> None:
        from shop.core.operations import jobs
        from shop.presales.operations.ending import JOB, run_calling_off

        jobs.register(JOB, run_calling_off)
