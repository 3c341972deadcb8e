"""Refusals of purchasing."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shop.core.errors import ShopError, StaleState
from shop.purchasing.enums import PurchaseState


class NotInState(ShopError):
    """The order is not where this step begins."""

    code = "purchase_order_state"

    def __init__(self, state: str) -> None:
        super().__init__(
            _("This cannot be done with the order as it is now: %(state)s.") % {"state": PurchaseState(state).label}
        )


class NothingOrdered(ShopError):
    """An order without lines."""

    code = "nothing_ordered"
    message = _("There is nothing on this order yet. Add goods first.")


class MoreThanOrdered(ShopError):
    """More has come than was ordered, and nobody has said that it is to be kept."""

    code = "more_than_ordered"

    def __init__(self, *, code: str, more: int) -> None:
        message: Any = ngettext(
            "%(code)s: that is %(count)s unit more than ordered. Tick “keep what is too much”, or enter less.",
            "%(code)s: that is %(count)s units more than ordered. Tick “keep what is too much”, or enter less.",
            more,
        )
        super().__init__(message % {"code": code, "count": more}, field="keep_more")


class ReceivedMeanwhile(StaleState):
    """Somebody else has received goods of the same line since the page was opened."""

    def __init__(self, *, code: str, received: int, damaged: int) -> None:
        super().__init__(
            _(
                "%(code)s: somebody received of this meanwhile. Now %(received)s good and %(damaged)s damaged units "
                "are booked. Look at what lies before you, and enter only what is not booked yet."
            )
            % {"code": code, "received": received, "damaged": damaged},
            field="units",
        )
