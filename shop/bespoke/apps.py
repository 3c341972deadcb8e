"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BespokeConfig(AppConfig):
    """Work to a customer's wishes, from the question to the parcel."""

    name = "shop.bespoke"
    label = "bespoke"
    verbose_name = _("Custom work")
