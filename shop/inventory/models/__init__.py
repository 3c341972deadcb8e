"""Models of the inventory."""

from shop.inventory.models.stock import Reservation, StockItem, StockMovement

__all__ = ["Reservation", "StockItem", "StockMovement"]
