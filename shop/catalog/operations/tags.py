"""One tag of one product, and back: tags are immediate, like shelves."""

from collections.abc import Collection as Some

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.catalog.events import ProductChanged
from shop.catalog.models import CollectionCondition, Product, ProductTag, TaggedProduct
from shop.catalog.operations.categories import MAX_TAGS
from shop.core import events
from shop.core.errors import InvalidInput, StaleState


@transaction.atomic
def tag_product(*, product_id: int, name: str, item_id: int | None = None) -> tuple[TaggedProduct, int | None]:
    """Give a product a tag, as ``item_id`` if it had it before; returns the item, and the tag's id if it is new.

    ``StaleState`` if it has the tag or is gone, ``InvalidInput`` if it has as many as it may.
    """
    if not Product.objects.select_for_update(no_key=True).filter(pk=product_id).values_list("pk"):
        raise StaleState(field="tag")
    items = TaggedProduct.objects.filter(content_object=product_id)
    if items.filter(tag__name=name).exists():
        raise StaleState(field="tag")
    if items.count() >= MAX_TAGS:
        raise InvalidInput(_("At most %(count)s tags of up to 30 characters.") % {"count": MAX_TAGS}, field="tag")
    tag, is_new = ProductTag.objects.get_or_create(name=name)
    item = TaggedProduct.objects.create(pk=item_id, tag=tag, content_object_id=product_id)
    events.publish(ProductChanged(product_id=product_id))
    return item, tag.pk if is_new else None


@transaction.atomic
def untag_product(*, product_id: int, name: str) -> TaggedProduct:
    """Take a tag off a product; returns what was taken. ``StaleState`` if it does not have it."""
    Product.objects.select_for_update(no_key=True).filter(pk=product_id).values_list("pk").first()
    item: TaggedProduct | None = TaggedProduct.objects.filter(content_object=product_id, tag__name=name).first()
    if item is None:
        raise StaleState(field="tag")
    TaggedProduct.objects.filter(pk=item.pk).delete()
    events.publish(ProductChanged(product_id=product_id))
    return item


@transaction.atomic
def drop_tags(*, tag_ids: Some[int]) -> None:
    """Remove those of the tags that no product has and no collection's rule goes by."""
    named = CollectionCondition.objects.exclude(tag=None).values("tag")
    ProductTag.objects.filter(pk__in=tag_ids, items=None).exclude(pk__in=named).delete()
