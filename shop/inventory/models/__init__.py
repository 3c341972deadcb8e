"""Models of the inventory."""

from shop.inventory.models.places import Lot, Place
from shop.inventory.models.quotas import Quota, QuotaItem, QuotaUse
from shop.inventory.models.stock import Balance, Reservation, StockItem, StockMovement
from shop.inventory.models.stocktakes import Stocktake, StocktakeCount, StocktakeLine

__all__ = [
    "Balance",
    "Lot",
    "Place",
    "Quota",
    "QuotaItem",
    "QuotaUse",
    "Reservation",
    "StockItem",
    "StockMovement",
    "Stocktake",
    "StocktakeCount",
    "StocktakeLine",
]
