"""Refusals of the inventory."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

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


class NoStockOfItsOwn(ShopError):
    """A bundle draws on its components, and some goods are sold without stock: neither can be received or counted."""

    code = "no_stock_of_its_own"
    message = _("This SKU has no stock of its own: it is a bundle, or is sold without stock.")


class NotThere(ShopError):
    """Fewer units lie in that spot than were to be taken from it."""

    code = "not_there"

    def __init__(self, *, count: int, field: str | None = "units") -> None:
        self.count = count
        super().__init__(_("Only %(count)s units are there.") % {"count": count}, field=field)


class NotFresh(ShopError):
    """What is left of the goods has expired, or lies elsewhere than where it is to be shipped from."""

    code = "not_fresh"

    def __init__(self, *, title: str, count: int) -> None:
        super().__init__(
            _("Of %(title)s only %(count)s units that are still good are there. Receive fresh ones, or cancel.")
            % {"title": title, "count": count}
        )


class StillInUse(ShopError):
    """Something refers to it, so it cannot go."""

    code = "in_use"
    message = _("This is in use and cannot be removed.")


class StocktakeClosed(ShopError):
    """It was posted or given up; what it says stays."""

    code = "stocktake_closed"
    message = _("This stocktake is closed. Begin a new one.")


class NotInStocktake(ShopError):
    """The goods are not among those that this stocktake counts."""

    code = "not_in_stocktake"

    def __init__(self, *, code: str, scope: str, field: str | None = None) -> None:
        super().__init__(
            _("%(code)s is not part of this stocktake (%(scope)s).") % {"code": code, "scope": scope}, field=field
        )


class StocktakeBlocked(ShopError):
    """Some lines cannot be posted as they are; ``count`` is how many SKUs, ``first`` the first one's reason."""

    code = "stocktake_blocked"

    def __init__(self, *, count: int, first: Any) -> None:
        self.count = count
        message = ngettext(
            "%(count)s SKU cannot be posted as it was counted: %(first)s",
            "%(count)s SKUs cannot be posted as they were counted. The first one: %(first)s",
            count,
        )
        super().__init__(message % {"count": count, "first": first})
