"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalConfig(AppConfig):
    """Approval of pages."""

    name = "content.approval"
    label = "approval"
    verbose_name = _("Approval")
