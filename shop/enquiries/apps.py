"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnquiriesConfig(AppConfig):
    """Enquiries about products, and their inbox."""

    name = "shop.enquiries"
    label = "enquiries"
    verbose_name = _("Enquiries")

    def ready(self) -> None:
        from shop.enquiries.exports import register_exports

        register_exports()
