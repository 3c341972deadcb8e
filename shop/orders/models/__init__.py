"""Models of orders."""

from shop.orders.models.cart import Cart, CartLine
from shop.orders.models.order import Order, OrderEntry, OrderLine, Shipment

__all__ = ["Cart", "CartLine", "Order", "OrderEntry", "OrderLine", "Shipment"]
