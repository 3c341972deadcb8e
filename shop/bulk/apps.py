"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BulkConfig(AppConfig):
    """Import, bulk edit and their undo."""

    name = "shop.bulk"
    label = "bulk"
    verbose_name = _("Bulk changes")

    def ready(self) -> None:
        from shop.bulk.operations.apply import APPLY_JOB, run_apply
        from shop.bulk.operations.check_file import run_check
        from shop.bulk.operations.edit import CHECK_JOB as CHECK_EDIT_JOB
        from shop.bulk.operations.edit import run_check_edit
        from shop.bulk.operations.undo import UNDO_JOB, run_undo
        from shop.bulk.operations.upload import CHECK_JOB
        from shop.core.operations import jobs

        jobs.register(CHECK_JOB, run_check)
        jobs.register(CHECK_EDIT_JOB, run_check_edit)
        jobs.register(APPLY_JOB, run_apply)
        jobs.register(UNDO_JOB, run_undo)
