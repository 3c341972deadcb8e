"""Writes of the catalog."""

from shop.catalog.operations.bulk import Goods, add_goods, put_on_shelves, revise_goods
from shop.catalog.operations.matrix import create_skus
from shop.catalog.operations.prices import change_price, record_sale
from shop.catalog.operations.skus import create_sku, set_barcode, set_sku_active

__all__ = [
    "Goods",
    "add_goods",
    "change_price",
    "create_sku",
    "create_skus",
    "put_on_shelves",
    "record_sale",
    "revise_goods",
    "set_barcode",
    "set_sku_active",
]
