"""Pure decisions of purchasing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from shop.purchasing.enums import PurchaseState


class Line(Protocol):
    """What of a line decides the order's state."""

    quantity: int
    received: int
    damaged: int


def state_of(lines: Iterable[Line], *, is_short: bool) -> PurchaseState:
    """The state of an order that was sent: what has arrived, in good order, against what was ordered.

    ``is_short``: somebody said that the rest will not come.
    """
    lines = list(lines)
    if is_short or all(line.received >= line.quantity for line in lines):
        return PurchaseState.CLOSED
    return PurchaseState.PARTLY if any(line.received or line.damaged for line in lines) else PurchaseState.SENT


def whole_packs(units: int, *, pack_size: int, min_quantity: int) -> int:
    """The least that the supplier delivers and that is enough; nothing for nothing."""
    if units <= 0:
        return 0
    return -(-max(units, min_quantity) // pack_size) * pack_size


def expire_unsold(lots: Iterable[tuple[date, int]], *, shipped: int, days: int, today: date) -> int:
    """Units of these lots (last good day, units) that go bad before they are sold, at ``shipped`` units in ``days``.

    Sold first expired first out. What has expired already is all lost.
    """
    lost = there = 0
    for expires_on, units in sorted(lots):
        there += units
        good_days = max(0, (expires_on - today).days + 1)
        lost = max(lost, there - shipped * good_days // days)
    return lost


@dataclass(frozen=True, kw_only=True)
class Need:
    """Why so many units of a SKU should be ordered: the figures, and what follows from them.

    Enough for as long as a delivery takes and ``cover_days`` more, at the rate of the last ``days``, and the safety
    stock on top.
    """

    shipped: int
    days: int
    lead_days: int
    cover_days: int
    safety: int
    on_hand: int
    reserved: int
    expiring: int
    on_order: int
    drafted: int
    pack_size: int
    min_quantity: int

    @property
    def span(self) -> int:
        """For how many days the goods must last."""
        return self.lead_days + self.cover_days

    @property
    def demand(self) -> int:
        """Units sold in that time at this rate, rounded up."""
        return -(-self.shipped * self.span // self.days)

    @property
    def wanted(self) -> int:
        return self.demand + self.safety

    @property
    def free(self) -> int:
        """What is there and neither promised nor lost."""
        return self.on_hand - self.reserved - self.expiring

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.free - self.on_order - self.drafted)

    @property
    def to_order(self) -> int:
        return whole_packs(self.missing, pack_size=self.pack_size, min_quantity=self.min_quantity)

    @property
    def per_day(self) -> float:
        """For people; nothing is computed from it."""
        return self.shipped / self.days
