"""Take goods back that nobody ever used, as if they had never been made; the price log keeps its lines.

Parts of a bigger transaction: the caller holds the rows' locks and has looked for whoever else points to them. What it
overlooked is refused by the database.
"""

from collections.abc import Collection as Some

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery

from shop.catalog.events import CollectionChanged
from shop.catalog.models import Collection, CollectionItem, Option, OptionValue, PriceEntry, Product, Sku, SkuValue
from shop.core import events


@transaction.atomic(savepoint=False)
def withdraw_skus(*, sku_ids: Some[int]) -> None:
    """Remove SKUs; their lines of the price log name the code from now on (docs/adr/0011)."""
    code = Sku.objects.filter(pk=OuterRef("sku_id")).values("code")
    PriceEntry.objects.filter(sku__in=sku_ids).update(sku_code=Subquery(code), sku=None)
    Sku.objects.filter(pk__in=sku_ids).delete()


@transaction.atomic(savepoint=False)
def withdraw_products(*, product_ids: Some[int], option_ids: Some[int] = (), value_ids: Some[int] = ()) -> set[int]:
    """Remove those products, options and values that no SKU needs; returns the ids of the products that went."""
    taken = SkuValue.objects.filter(value=OuterRef("pk"))
    OptionValue.objects.filter(~Exists(taken), pk__in=value_ids).delete()
    Option.objects.filter(pk__in=option_ids, values=None).delete()
    gone = set(Product.objects.filter(pk__in=product_ids, skus=None).values_list("pk", flat=True))
    Product.objects.filter(pk__in=gone).delete()
    return gone


@transaction.atomic(savepoint=False)
def take_off_shelves(*, item_ids: Some[int]) -> int:
    """Remove these places in collections; returns how many there were."""
    items = CollectionItem.objects.filter(pk__in=item_ids)
    touched = sorted(set(items.values_list("collection", flat=True)))
    count, _details = items.delete()
    for collection_id in touched:
        events.publish(CollectionChanged(collection_id=collection_id))
    return count


@transaction.atomic(savepoint=False)
def drop_collections(*, collection_ids: Some[int]) -> None:
    """Remove those of the collections that are empty and still hidden."""
    Collection.objects.filter(pk__in=collection_ids, items=None, is_visible=False).delete()
