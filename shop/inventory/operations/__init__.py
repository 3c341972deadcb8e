"""Writes of the inventory.

Lock order: StockItem rows in ascending SKU id, always; reservations are touched only under their stock row's lock.
"""

from shop.inventory.operations.grid import Edit, RowEdits, revise_sku
from shop.inventory.operations.reservations import confirm, fulfil, release, release_expired, reserve
from shop.inventory.operations.stock import count_stock, move_stock, open_stock

__all__ = [
    "Edit",
    "RowEdits",
    "confirm",
    "count_stock",
    "fulfil",
    "move_stock",
    "open_stock",
    "release",
    "release_expired",
    "reserve",
    "revise_sku",
]
