"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OriginConfig(AppConfig):
    """Stories of lots, print runs of codes, scans."""

    name = "shop.origin"
    label = "origin"
    verbose_name = _("Origin")

    def ready(self) -> None:
        from shop.core.operations import jobs
        from shop.origin.operations.sheets import SHEETS_JOB, run_sheets

        jobs.register(SHEETS_JOB, run_sheets)
