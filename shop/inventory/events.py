"""Facts the inventory announces."""

from dataclasses import dataclass

from shop.core.events import Event


@dataclass(frozen=True, kw_only=True)
class StockChanged(Event):
    """Stock on hand of a SKU changed by hand or import."""

    name = "inventory.stock_changed"
    sku_id: int
    product_id: int
