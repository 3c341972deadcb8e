"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from shop.payments.gateways.environment import require


class AlipayConfig(AppConfig):
    """Alipay as its own removable app."""

    name = "shop.payments.gateways.alipay"
    label = "alipay"
    verbose_name = _("Alipay")

    def ready(self) -> None:
        require(self.label, "ALIPAY_APP_ID", "ALIPAY_SELLER_ID", "ALIPAY_PRIVATE_KEY", "ALIPAY_PUBLIC_KEY")
