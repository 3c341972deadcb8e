"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SandboxConfig(AppConfig):
    """The sandbox as its own removable app."""

    name = "shop.payments.gateways.sandbox"
    label = "sandbox"
    verbose_name = _("Payment sandbox")
