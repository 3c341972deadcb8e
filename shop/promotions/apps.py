"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PromotionsConfig(AppConfig):
    """Time-limited prices, and the one answer to what a thing costs at a moment."""

    name = "shop.promotions"
    label = "promotions"
    verbose_name = _("Promotions")

    def ready(self) -> None:
        from shop.promotions.exports import register_exports

        register_exports()
