"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StoriesConfig(AppConfig):
    """Home page, story index and stories."""

    name = "content.stories"
    label = "stories"
    verbose_name = _("Stories")
