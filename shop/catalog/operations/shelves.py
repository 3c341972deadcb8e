"""One product into a collection, out of it, and back to where it was."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.catalog.events import CollectionChanged
from shop.catalog.models import Collection, CollectionItem, Product
from shop.catalog.models.collection import MAX_ITEMS
from shop.core import events
from shop.core.errors import InvalidInput, StaleState


@transaction.atomic
def shelve(
    *, collection_id: int, product_id: int, position: int | None = None, item_id: int | None = None
) -> CollectionItem:
    """Put a product at the end of a collection, or back to ``position`` as ``item_id``.

    ``StaleState`` if it is in it already, or one of the two is gone; ``InvalidInput`` if the collection is full.
    """
    collection = Collection.objects.select_for_update(no_key=True).filter(pk=collection_id).first()
    if collection is None or not Product.objects.filter(pk=product_id).exists():
        raise StaleState(field="collection")
    there = CollectionItem.objects.filter(collection=collection_id)
    if there.filter(product=product_id).exists():
        raise StaleState(field="collection")
    count = there.count()
    if count >= MAX_ITEMS:
        raise InvalidInput(
            _("A collection holds at most %(limit)s products.") % {"limit": MAX_ITEMS}, field="collection"
        )
    place = count if position is None else position
    item = CollectionItem.objects.create(pk=item_id, collection_id=collection_id, product_id=product_id, position=place)
    events.publish(CollectionChanged(collection_id=collection_id))
    return item


@transaction.atomic
def unshelve(*, collection_id: int, product_id: int) -> CollectionItem:
    """Take a product out of a collection; returns where it was. ``StaleState`` if it is not in it."""
    Collection.objects.select_for_update(no_key=True).filter(pk=collection_id).values_list("pk").first()
    item = CollectionItem.objects.filter(collection=collection_id, product=product_id).first()
    if item is None:
        raise StaleState(field="collection")
    CollectionItem.objects.filter(pk=item.pk).delete()
    events.publish(CollectionChanged(collection_id=collection_id))
    return item
