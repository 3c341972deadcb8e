"""Models of orders."""

from shop.orders.models.cart import Cart, CartLine
from shop.orders.models.order import Order, OrderEntry, OrderLine, Shipment
from shop.orders.models.picture import OrderPicture

__all__ = ["Cart", "CartLine", "Order", "OrderEntry", "OrderLine", "OrderPicture", "Shipment"]
