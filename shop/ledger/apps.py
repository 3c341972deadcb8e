"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    """Double-entry books."""

    name = "shop.ledger"
    label = "ledger"
    verbose_name = _("Books")
