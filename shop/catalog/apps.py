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
        from django.db.models.signals import post_delete, post_save
        from wagtail.signals import published, unpublished

        from shop.catalog.events import BadgesChanged
        from shop.catalog.operations.videos import CONVERT_JOB, run_conversion
        from shop.core import addresses, deleting, events
        from shop.core.operations import jobs

        jobs.register(CONVERT_JOB, run_conversion)
        product = self.get_model("Product")
        published.connect(_announce, sender=product, dispatch_uid="catalog.product_published")
        unpublished.connect(_announce, sender=product, dispatch_uid="catalog.product_unpublished")
        # Wagtail's screens delete products, and save and delete collections, without a signal of its own.
        post_delete.connect(_announce, sender=product, dispatch_uid="catalog.product_deleted")
        product_type = self.get_model("ProductType")
        post_save.connect(_announce_type, sender=product_type, dispatch_uid="catalog.product_type_saved")
        post_delete.connect(_announce_type, sender=product_type, dispatch_uid="catalog.product_type_deleted")
        collection = self.get_model("Collection")
        deleting.on_return(product, lambda row: _announce(instance=row))
        deleting.on_return(self.get_model("Badge"), lambda row: events.publish(BadgesChanged()))
        addresses.follow(product, was_public=lambda row: row.live or row.first_published_at is not None)
        addresses.follow(collection)
        post_save.connect(_announce_collection, sender=collection, dispatch_uid="catalog.collection_saved")
        post_delete.connect(_announce_collection, sender=collection, dispatch_uid="catalog.collection_deleted")


def _announce_collection(instance: Any, **kwargs: Any) -> None:
    from shop.catalog.events import CollectionChanged
    from shop.core import events

    events.publish(CollectionChanged(collection_id=instance.pk))


def _announce_type(instance: Any, **kwargs: Any) -> None:
    from shop.catalog.events import ProductTypeChanged
    from shop.core import events

    events.publish(ProductTypeChanged(product_type_id=instance.pk))


def _announce(instance: Any, **kwargs: Any) -> None:
    from shop.catalog.events import ProductChanged
    from shop.core import events

    events.publish(ProductChanged(product_id=instance.pk))
