"""What is to be ordered: lines of a cart, of "buy now", of an API request."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class LineQuote:
    """What was agreed for units that are made for one customer: the price of each, and words instead of a form."""

    each_fen: int
    text: str
    key: str


@dataclass(frozen=True)
class LineData:
    """Units of a SKU; ``specification`` maps question id → value for what is made to order, unless it was quoted."""

    sku_id: int
    quantity: int
    specification: Mapping[str, str] = field(default_factory=dict)
    quote: LineQuote | None = None
    # How it was found, as the cart knows it (``CartLine.origin``).
    origin: Sequence[int] = ()


def merged(lines: Iterable[LineData]) -> list[LineData]:
    """Lines that ask for the same thing become one."""
    result: dict[tuple[int, frozenset[tuple[str, str]], LineQuote | None], LineData] = {}
    for line in lines:
        answered = {key: value.strip() for key, value in line.specification.items() if value.strip()}
        key = (line.sku_id, frozenset(answered.items()), line.quote)
        if key in result:
            line = replace(result[key], quantity=result[key].quantity + line.quantity)
        result[key] = replace(line, specification=answered)
    return list(result.values())


def units_by_sku(lines: Iterable[tuple[int, int]]) -> dict[int, int]:
    """SKU id → units over all lines (SKU id, quantity)."""
    units: dict[int, int] = {}
    for sku_id, quantity in lines:
        units[sku_id] = units.get(sku_id, 0) + quantity
    return units
