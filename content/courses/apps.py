"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    """Paid content in chapters."""

    name = "content.courses"
    label = "courses"
    verbose_name = _("Paid content")
