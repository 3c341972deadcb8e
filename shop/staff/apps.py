"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StaffConfig(AppConfig):
    """The people who run the shop: the user model."""

    name = "shop.staff"
    label = "staff"
    verbose_name = _("Staff")
