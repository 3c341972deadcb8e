"""Models of orders."""

from shop.orders.models.amendment import AmendedLine
from shop.orders.models.batch import OrderBatch, Receiver
from shop.orders.models.cart import Cart, CartLine
from shop.orders.models.deposit import OrderDeposit, asked_fen, deposit_of, due_now_fen, is_payable
from shop.orders.models.dispatch import Dispatch, Waybill
from shop.orders.models.order import Order, OrderEntry, OrderLine, Tag
from shop.orders.models.picture import OrderPicture
from shop.orders.models.saved import SavedTab
from shop.orders.models.shipment import Shipment, ShipmentLine

__all__ = [
    "AmendedLine",
    "Cart",
    "CartLine",
    "Dispatch",
    "Order",
    "OrderBatch",
    "OrderDeposit",
    "OrderEntry",
    "OrderLine",
    "OrderPicture",
    "Receiver",
    "SavedTab",
    "Shipment",
    "ShipmentLine",
    "Tag",
    "Waybill",
    "asked_fen",
    "deposit_of",
    "due_now_fen",
    "is_payable",
]
