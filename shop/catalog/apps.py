"""App configuration."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """Products, options, SKUs, collections, the price log."""

    name = "shop.catalog"
    label = "catalog"
    verbose_name = _("Catalog")

    def ready(self) -> None:
        # Wagtail publishes by the editor, by the schedule and by bulk actions; its signals are the one place
        # where all of them pass.
        from wagtail.signals import published, unpublished

        product = self.get_model("Product")
        published.connect(_announce, sender=product, dispatch_uid="catalog.product_published")
        unpublished.connect(_announce, sender=product, dispatch_uid="catalog.product_unpublished")


def _announce(instance: Any, **kwargs: Any) -> None:
    from shop.catalog.events import ProductChanged
    from shop.core import events

    events.publish(ProductChanged(product_id=instance.pk))
