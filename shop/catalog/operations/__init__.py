"""Writes of the catalog."""

from shop.catalog.operations.matrix import create_skus
from shop.catalog.operations.prices import change_price, record_sale
from shop.catalog.operations.skus import create_sku, set_barcode, set_sku_active

__all__ = ["change_price", "create_sku", "create_skus", "record_sale", "set_barcode", "set_sku_active"]
