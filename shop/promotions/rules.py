"""Pure decisions: what a price is made of, and the reference price that may be struck through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# 《规范促销行为暂行规定》 (SAMR order 32, in force 2020-12-01), article on 折价、减价: without another basis
# marked, the comparison is the lowest price at which the thing was sold in the seven days before the promotion;
# without a sale in those days, the last price it was sold at before the promotion.
REFERENCE_WINDOW = timedelta(days=7)


@dataclass(frozen=True)
class Price:
    """What one SKU costs at a moment, and why. Amounts in fen."""

    sku_id: int
    list_fen: int
    price_fen: int
    reference_fen: int | None = None
    promotion_id: int | None = None
    promotion_name: str = ""
    # As shoppers read it: in the language of the address.
    promotion_told: str = ""
    item_id: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    remaining: int | None = None
    per_person_limit: int | None = None

    @property
    def is_promotional(self) -> bool:
        return self.item_id is not None


def reference_price(sold: Sequence[tuple[datetime, int]], *, starts_at: datetime) -> int | None:
    """The price that may be struck through beside a promotion that starts at ``starts_at``.

    ``sold`` is (time, unit price in fen) of real sales, any order. Lowest in the seven days before the start,
    else the last before it (the lowest of several at one moment), else None: what was never sold has no former price.
    """
    before = [(at, price) for at, price in sold if at < starts_at]
    window = [price for at, price in before if at >= starts_at - REFERENCE_WINDOW]
    if window:
        return min(window)
    return max(before, key=lambda sale: (sale[0], -sale[1]))[1] if before else None
