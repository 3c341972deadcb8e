"""How an order that changes another one differs from what a shopper places."""

from collections.abc import Mapping
from dataclasses import dataclass

from shop.orders.models import Order, OrderLine


@dataclass(frozen=True, kw_only=True)
class Exchanged:
    """Units of a line of the original that are given up, and what they are worth."""

    line: OrderLine
    units: int
    worth_fen: int


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """``freight_fen`` is charged instead of what the goods alone would cost; so much of the total is paid with what the
    original gives up.
    """

    original: Order
    # None: what it costs to send its goods.
    freight_fen: int | None
    gives_up: tuple[Exchanged, ...] = ()
    credit_fen: int = 0
    # Nothing of the original is left: it is closed, and this one comes from where that one came from.
    replaces: bool = False


def contact_of(order: Order) -> Mapping[str, str]:
    """Where an order goes, for one that goes with it."""
    names = ("recipient", "phone", "province", "city", "district", "street")
    return {name: getattr(order, name) for name in names}
