"""Writes of the catalog."""

from shop.catalog.operations.prices import change_price, record_sale
from shop.catalog.operations.skus import create_sku, set_sku_active

__all__ = ["change_price", "create_sku", "record_sale", "set_sku_active"]
