"""What an order costs, line by line, so that every row and every column adds up.

asking price × quantity − the promotion's share + surcharges = goods; goods + share of the freight = what it costs.
The freight is split by value with the largest remainder (``shipping.rules.quote``), so nothing is rounded away.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from shop.orders.models import OrderLine


@dataclass(frozen=True, kw_only=True)
class Sums:
    """The parts of one line's price, or of all of them."""

    list_fen: int = 0
    promotion_fen: int = 0
    surcharge_fen: int = 0
    freight_fen: int = 0

    @property
    def goods_fen(self) -> int:
        return self.list_fen - self.promotion_fen + self.surcharge_fen

    @property
    def total_fen(self) -> int:
        return self.goods_fen + self.freight_fen

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(**{part.name: getattr(self, part.name) + getattr(other, part.name) for part in fields(Sums)})


def sums_of(line: OrderLine) -> Sums:
    """The parts of a line; ``goods_fen`` is its ``total_fen``."""
    return Sums(
        list_fen=line.list_price_fen * line.quantity,
        promotion_fen=line.promotion_fen,
        surcharge_fen=line.surcharge_fen * line.quantity,
        freight_fen=line.freight_fen,
    )


def breakdown(lines: Iterable[OrderLine]) -> tuple[list[tuple[OrderLine, Sums]], Sums]:
    """Each line with its parts, and their sum."""
    rows = [(line, sums_of(line)) for line in lines]
    return rows, sum((sums for _line, sums in rows), Sums())
