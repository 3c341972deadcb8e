"""What was deleted, moved, and asked to be forgotten: the screens for it are not empty."""

from datetime import datetime, timedelta
from typing import Any

from content.bin.operations import bin_row
from shop.catalog.models import Collection, CollectionItem, Product
from shop.customers.erasing import ask_erasure, preview
from shop.customers.models import Customer


def leave(products: dict[str, Product], *, by: Any, now: datetime) -> None:
    """A shelf that got another address and then went into the bin, and a customer who asked to be forgotten."""
    shelf = Collection.objects.create(title="中秋的盒子", slug="zhongqiu", intro="只卖到八月十五。", position=9)
    for place, product in enumerate(list(products.values())[:3]):
        CollectionItem.objects.create(collection=shelf, product=product, position=place)
    shelf.slug = "zhong-qiu-de-he-zi"
    shelf.save()
    bin_row(by=by, thing=shelf, permission="catalog.delete_collection", at=now - timedelta(days=3))
    # Somebody whose orders have all come to their end.
    at = now - timedelta(days=2)
    for customer in Customer.objects.filter(merged_into=None).exclude(phone="").order_by("-pk"):
        if customer.orders.exists() and not preview(customer, at=at).objections:
            ask_erasure(customer=customer, at=at)
            return
