"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """Products, options, SKUs, collections, the price log."""

    name = "shop.catalog"
    label = "catalog"
    verbose_name = _("Catalog")
