"""Refusals of the inventory."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from shop.core.errors import ShopError


class OutOfStock(ShopError):
    """Fewer units are available than asked for."""

    code = "out_of_stock"
    message = _("Not enough in stock.")

    def __init__(self, *, sku_id: int, available: int, title: str = "") -> None:
        self.sku_id = sku_id
        self.available = available
        message: Any = (
            _("%(title)s: only %(count)s left in stock.") % {"title": title or "SKU", "count": available}
            if available > 0
            else _("%(title)s is sold out.") % {"title": title or "SKU"}
        )
        super().__init__(message, field="quantity")


class StockBelowReserved(ShopError):
    """The change would leave less than what orders have reserved, or less than nothing."""

    code = "stock_below_reserved"
    message = _("Stock cannot go below what is reserved for orders.")
