"""Writes of purchasing.

Lock order: the purchase order, then SKUs, then stock rows in ascending SKU id; lines and receipts only under their
order's lock.
"""

from shop.purchasing.operations.orders import (
    OrderData,
    OrderedLine,
    cancel_order,
    close_order,
    draft_orders,
    reopen_order,
    save_order,
    send_order,
)
from shop.purchasing.operations.receiving import Arrival, receive_goods, undo_receipt
from shop.purchasing.operations.suppliers import ItemData, SupplierData, remove_item, save_item, save_supplier

__all__ = [
    "Arrival",
    "ItemData",
    "OrderData",
    "OrderedLine",
    "SupplierData",
    "cancel_order",
    "close_order",
    "draft_orders",
    "receive_goods",
    "remove_item",
    "reopen_order",
    "save_item",
    "save_order",
    "save_supplier",
    "send_order",
    "undo_receipt",
]
