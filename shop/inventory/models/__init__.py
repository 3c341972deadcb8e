"""Models of the inventory."""

from shop.inventory.models.imports import ImportRow, ImportRun
from shop.inventory.models.stock import Reservation, StockItem, StockMovement

__all__ = ["ImportRow", "ImportRun", "Reservation", "StockItem", "StockMovement"]
