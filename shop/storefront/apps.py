"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StorefrontConfig(AppConfig):
    """What shoppers see: H5 pages and the JSON API, composed of the rooms below."""

    name = "shop.storefront"
    label = "storefront"
    verbose_name = _("Storefront")
