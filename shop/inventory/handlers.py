"""What the inventory does about facts of other rooms."""

from shop.catalog.events import PriceChanged
from shop.inventory.operations import open_stock


def open_stock_of_sku(event: PriceChanged) -> None:
    """A SKU's first price is told when it is made: it gets its stock row."""
    open_stock(sku_id=event.sku_id)
