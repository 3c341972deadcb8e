"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VouchersConfig(AppConfig):
    """Vouchers and the counter."""

    name = "shop.vouchers"
    label = "vouchers"
    verbose_name = _("Vouchers")

    def ready(self) -> None:
        from shop.vouchers.exports import register_exports

        register_exports()
