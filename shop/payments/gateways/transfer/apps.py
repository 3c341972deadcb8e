"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shop.payments.gateways.environment import require


class TransferConfig(AppConfig):
    """Bank transfer as its own removable app."""

    name = "shop.payments.gateways.transfer"
    label = "transfer"
    verbose_name = _("Bank transfer")

    def ready(self) -> None:
        require(self.label, "BANK_TRANSFER_HOLDER", "BANK_TRANSFER_BANK", "BANK_TRANSFER_ACCOUNT")
