"""App configuration."""

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from shop.payments.gateways.environment import read, require


class WechatConfig(AppConfig):
    """WeChat Pay as its own removable app."""

    name = "shop.payments.gateways.wechat"
    label = "wechat"
    verbose_name = _("WeChat Pay")

    def ready(self) -> None:
        require(
            self.label,
            "WECHAT_PAY_MCHID",
            "WECHAT_PAY_APPID",
            "WECHAT_PAY_APP_SECRET",
            "WECHAT_PAY_API_V3_KEY",
            "WECHAT_PAY_CERT_SERIAL",
            "WECHAT_PAY_PRIVATE_KEY",
        )
        if bool(read("WECHAT_PAY_PUBLIC_KEY")) != bool(read("WECHAT_PAY_PUBLIC_KEY_ID")):
            msg = "WECHAT_PAY_PUBLIC_KEY and WECHAT_PAY_PUBLIC_KEY_ID belong together: set both, or none."
            raise ImproperlyConfigured(msg)
